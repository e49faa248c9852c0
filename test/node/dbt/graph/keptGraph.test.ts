import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { JinjaRenderer } from '../../../../src/node/dbt/jinja/jinjaRenderer';
import { type ProjectReading, readProjectState } from '../../../../src/node/dbt/readProjectState';
import { writeBigDbtProject } from '../../../support/bigDbtProject';
import { jinjaProgram } from '../../../support/jinjaProgram';
import { makeScratchFolder, type ScratchFolder } from '../../../support/workbench/scratchFolder';

const mart = 'models/marts/area_3/model_125.sql';
const properties = 'models/marts/area_3/area.yml';

/** Each is made after the last one. All but the first change the graph. */
const edits: readonly (readonly [name: string, edit: (root: string) => Promise<unknown>])[] = [
  ['a blank line in a model', (root) => appendFile(path.join(root, mart), '\n')],
  ['another reference', (root) => replace(root, mart, "ref('model_62')", "ref('model_1')")],
  ['another description', (root) => replace(root, properties, 'that model 125 is', 'that all is')],
  [
    'a test that names another model',
    (root) =>
      replace(
        root,
        properties,
        'data_tests: [unique, not_null]',
        'data_tests: [unique, {relationships: {to: "ref(\'model_2\')", field: id}}]',
      ),
  ],
  [
    'that other model turned off',
    (root) => appendFile(path.join(root, 'models/staging/area_0/model_2.sql'), '{{ config(enabled=false) }}'),
  ],
  [
    'a macro that the models call',
    (root) => replace(root, 'macros/cents.sql', '::numeric', "{{ ref('model_3') }}"),
  ],
  [
    'a macro that names schemas',
    (root) =>
      appendFile(
        path.join(root, 'macros/cents.sql'),
        '{% macro generate_schema_name(name, node) %}own{% endmacro %}',
      ),
  ],
  ['a setting of a folder', (root) => replace(root, 'dbt_project.yml', 'tags: [mart]', 'tags: [mart, core]')],
  [
    'a new model',
    (root) => writeFile(path.join(root, 'models/staging/new.sql'), "select * from {{ ref('model_125') }}"),
  ],
  ['a model that is gone', (root) => rm(path.join(root, mart))],
];

describe('the graph of a dbt project after an edit', () => {
  let scratch: ScratchFolder;
  let renderer: JinjaRenderer;
  let last: ProjectReading;

  const read = (before?: ProjectReading, openText?: (file: string) => string | undefined) =>
    readProjectState(
      scratch.path,
      {},
      { renderer, ...(before && { kept: before.kept }), ...(openText && { openText }) },
      neverCancelled,
    );

  before(async () => {
    scratch = makeScratchFolder('dbt-kept');
    await writeBigDbtProject(scratch.path, 160);
    renderer = new JinjaRenderer(jinjaProgram);
    last = await read();
  });

  after(() => {
    renderer.dispose();
    scratch.remove();
  });

  for (const [name, edit] of edits) {
    it(`is the one that is made from nothing: ${name}`, async () => {
      await edit(scratch.path);
      const [kept, fresh] = [await read(last), await read()];
      assert.deepEqual(kept.graph, fresh.graph);
      assert.deepEqual(kept.findings, fresh.findings);
      assert.equal(isDeepStrictEqual(last.graph, kept.graph), name === 'a blank line in a model');
      last = kept;
    });
  }

  it('sees YAML that is not saved, and what is saved again afterwards', async () => {
    const file = path.join(scratch.path, properties);
    const text = (await readFile(file, 'utf8')).replace('that model 126 is', 'that nothing is');
    const broken = await read(last, (each) => (each === file ? `${text}  - [` : undefined));
    assert.deepEqual(
      broken.findings.filter(({ check }) => check === 'broken-yaml').map(({ place }) => place?.file),
      [file],
    );
    const open = await read(broken, (each) => (each === file ? text : undefined));
    assert.ok(
      [...open.graph.nodes.values()].some(({ description }) => description.includes('that nothing is')),
    );
    const closed = await read(open);
    assert.deepEqual(closed.graph, last.graph);
    await writeFile(file, text);
    assert.deepEqual((await read(closed)).graph, open.graph);
  });
});

async function replace(root: string, name: string, from: string, to: string): Promise<void> {
  const file = path.join(root, name);
  const text = await readFile(file, 'utf8');
  assert.ok(text.includes(from), text);
  await writeFile(file, text.replace(from, to));
}
