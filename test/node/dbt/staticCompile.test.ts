import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { staticCompile } from '../../../src/core/dbt/compile/staticCompile';
import { projectVariables } from '../../../src/core/dbt/compile/staticTarget';
import type { DbtGraph } from '../../../src/core/dbt/graph/dbtGraph';
import { modelSyntax } from '../../../src/core/dbt/language/modelFindings';
import { nodeOfFile } from '../../../src/core/dbt/refs/graphNames';
import { readManifest } from '../../../src/node/dbt/graph/readManifest';
import { readYaml } from '../../../src/node/dbt/yaml/readYaml';
import { PgParser } from '../../../src/node/sql/pgParser';
import { dbtOrSkip, runDbtWell } from '../../support/dbt';
import { copyDbtProject, type DbtCopy, sampleDbtEnvironment } from '../../support/sampleDbt';
import { createSampleDatabase } from '../../support/sampleLakehouse';
import { sharedServer } from '../../support/sharedServer';

/** Templates that need no dbt; dbt compiles them, too, and both must say the same. */
const simple: Readonly<Record<string, string>> = {
  static_names:
    "select 1 as a from {{ ref('stg_loans') }}, {{ ref('lakehouse_marts', 'stg_loans') }} b, {{ source('core', 'loans') }} c, {{ ref('loan_statuses') }} d",
  static_this:
    '-- {{ this }} {{ this.schema }} {{ this.identifier }} {{ this.name }} {{ this.table }}\nselect 1 as a',
  static_target:
    "select '{{ target.name }} {{ target.schema }} {{ target.type }} {{ target.profile_name }}' as a",
  static_space:
    'select 1 as a  {#- gone -#}  , 2 as b\n  {%- if true -%}  , 3 as c  {%- endif %}\n\n{%+ if false %}x{% endif +%} ',
  static_raw: "select '{% raw %}{{ a }} {% if %} {# b #}{% endraw %}' as a",
  static_literals:
    "{% set one = 1 %}{% set t = 'a' ~ one %}select '{{ one }} {{ true }} {{ none }} {{ t }} {{ 1_000 }} {{ \"b\\tc\" }}' as a",
  static_branches:
    "{% if target.name == 'nothing' %}a{% elif target.type in ['postgres', 'x'] and not false %}{% if var('late_days') == 3 or false %}select 1 as a{% else %}b{% endif %}{% else %}{% for x in y %}{{ x.z }}{% endfor %}{% endif %}",
  static_variables:
    "select {{ var('late_days') }} as a, '{{ var('missing_one', 'b') }}' as b, {{ 2 if var('late_days') == 4 else 5 }} as c",
  static_lines: 'select 1 as a,\r\n  2 as b\r\n',
  static_mixed_lines: 'select {{ 1 }} as a,\r\n  2 as b\r\n',
  static_config: "{{ config(tags=['a'], meta={'b': {'c': 1}}) }}\n\n\nselect 1 as a\n\n",
  static_dictionary: "{{ config(meta={'a': {'b': 1}}) }}select '}}' as a",
};

describe('The static compile beside the real dbt', function () {
  this.timeout(300_000);
  let copy: DbtCopy;
  let graph: DbtGraph;
  let target: Parameters<typeof staticCompile>[1]['target'];

  before(async function () {
    await dbtOrSkip(this);
    const server = await sharedServer();
    const database = await createSampleDatabase(server);
    copy = await copyDbtProject();
    const folder = path.join(copy.folder, 'models', 'static');
    await mkdir(folder);
    for (const [name, text] of Object.entries(simple)) {
      await writeFile(path.join(folder, `${name}.sql`), text);
    }
    const args = ['compile', '--profiles-dir', copy.folder, '--target', 'postgres'];
    await runDbtWell(args, copy.folder, sampleDbtEnvironment(server, database));
    const read = await readManifest(path.join(copy.folder, 'target', 'manifest.json'), neverCancelled);
    assert.ok(read);
    graph = read.graph;
    const file = path.join(copy.folder, 'dbt_project.yml');
    const vars = projectVariables(readYaml(file, await readFile(file, 'utf8')).root, 'lakehouse_marts');
    target = { name: 'postgres', profile: 'lakehouse', database, schema: 'dbt', user: server.user, vars };
  });

  after(() => copy.remove());

  const compileFile = async (file: string) => {
    const text = await readFile(path.join(copy.folder, file), 'utf8');
    return { text, result: staticCompile(text, { graph, node: nodeOfFile(graph, file), target }) };
  };
  const byDbt = async (file: string) =>
    (await readFile(path.join(copy.folder, 'target/compiled/lakehouse_marts', file), 'utf8')).trim();

  for (const name of Object.keys(simple)) {
    it(`says what dbt says of ${name}`, async () => {
      const file = `models/static/${name}.sql`;
      const { result } = await compileFile(file);
      assert.equal(result.kind, 'compiled', JSON.stringify(result));
      assert.equal(result.sql, await byDbt(file));
    });
  }

  it('says what dbt says of every model of the sample, or leaves it to dbt', async () => {
    const models = [...graph.nodes.values()].filter(
      ({ kind, file }) => kind === 'model' && !file.includes('/static/'),
    );
    const left: string[] = [];
    for (const { file, name } of models) {
      const { result } = await compileFile(file);
      if (result.kind === 'cannot') {
        left.push(`${name}: ${result.reason}`);
      } else {
        assert.equal(result.sql, await byDbt(file), file);
      }
    }
    assert.ok(models.length > 8);
    assert.deepEqual(left.sort(), [
      'mart_customer_360: “int_customer_loans” is ephemeral: dbt puts its query in here.',
      'stg_payments: “day_in_utc” is left to dbt.',
    ]);
  });

  it('finds no fault in them, and a mistake at its place in the model', async () => {
    const file = 'models/marts/mart_daily_payments.sql';
    const { text } = await compileFile(file);
    const scope = { graph, node: nodeOfFile(graph, file), target };
    const parser = new PgParser();
    assert.deepEqual(await modelSyntax(file, text, scope, parser), []);
    const broken = text.replace("from {{ ref('stg_payments') }}", "from {{ ref('stg_payments') }} wher x");
    const [found, ...more] = await modelSyntax(file, broken, scope, parser);
    assert.deepEqual(more, []);
    assert.equal(found?.message, 'PostgreSQL: syntax error at or near "x".');
    assert.equal(found.place && broken.slice(found.place.range.start - 5, found.place.range.end), 'wher x');
  });
});
