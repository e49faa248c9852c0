import assert from 'node:assert/strict';
import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { type GraphRead, readDbtGraph } from '../../../../src/node/dbt/graph/readDbtGraph';
import { JinjaRenderer } from '../../../../src/node/dbt/jinja/jinjaRenderer';
import { readDbtProject } from '../../../../src/node/dbt/project/readDbtProject';
import { jinjaProgram } from '../../../support/jinjaProgram';
import { makeScratchFolder, type ScratchFolder } from '../../../support/workbench/scratchFolder';

const profile = 'shop: { target: dev, outputs: { dev: { type: postgres, schema: dev, dbname: lake } } }\n';
const manifest = {
  metadata: {
    dbt_schema_version: 'manifest/v12.json',
    project_name: 'shop',
    generated_at: '2026-11-21T10:00:00Z',
  },
  nodes: {
    'model.shop.a': {
      resource_type: 'model',
      name: 'a',
      package_name: 'shop',
      original_file_path: 'models/a.sql',
    },
    'model.tools.dates': { resource_type: 'model', name: 'dates', package_name: 'tools' },
  },
};

describe('the graph of a dbt project', () => {
  let renderer: JinjaRenderer;
  let scratch: ScratchFolder;

  before(() => {
    renderer = new JinjaRenderer(jinjaProgram);
  });

  after(() => renderer.dispose());

  beforeEach(async () => {
    scratch = makeScratchFolder('dbt-graph');
    await write('dbt_project.yml', 'name: shop\nprofile: shop\n');
    await write('profiles.yml', profile);
    await write('models/a.sql', "select * from {{ ref('dates') }}");
  });

  afterEach(() => scratch.remove());

  /** Later files are younger, whatever the clock of the disk. */
  let clock = 1_700_000_000;
  async function write(name: string, text: string): Promise<void> {
    const file = path.join(scratch.path, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    clock += 10;
    await utimes(file, clock, clock);
  }

  async function read(kept?: GraphRead): Promise<GraphRead> {
    const environment = { HOME: scratch.path };
    const project = await readDbtProject(scratch.path, environment, { renderer }, neverCancelled);
    return readDbtGraph(project, { environment, ...(kept ? { kept } : {}) }, neverCancelled);
  }

  it('is read from the files where dbt has written nothing', async () => {
    const { graph, remarks } = await read();
    assert.deepEqual(graph.origin, { kind: 'files', target: 'dev', unknownMacros: [] });
    assert.deepEqual(remarks, []);
    assert.deepEqual(graph.nodes.get('model.shop.a')?.relation, {
      database: 'lake',
      schema: 'dev',
      name: 'a',
    });
  });

  it('is the manifest’s until a file is edited, and then keeps the packages of the manifest', async () => {
    await write('target/manifest.json', JSON.stringify(manifest));
    const first = await read();
    assert.equal(first.graph.origin.kind, 'manifest');
    assert.equal((await read(first)).graph, first.graph);
    await write('models/b.sql', "select * from {{ ref('a') }}");
    const second = await read(first);
    assert.equal(second.graph.origin.kind, 'files');
    assert.match(
      second.remarks.join(),
      /models\/b\.sql was edited after dbt wrote the manifest\. .*run dbt parse/,
    );
    assert.deepEqual([...second.graph.nodes.keys()], ['model.shop.a', 'model.shop.b', 'model.tools.dates']);
    assert.deepEqual(second.graph.nodes.get('model.shop.a')?.dependsOn, ['model.tools.dates']);
    assert.equal(second.sources.templates.get('models/a.sql'), first.sources.templates.get('models/a.sql'));
  });

  it('is not that of a manifest whose model is gone, of another project, or broken', async () => {
    await write('target/manifest.json', JSON.stringify(manifest));
    await rm(path.join(scratch.path, 'models/a.sql'));
    assert.match((await read()).remarks.join(), /models\/a\.sql is gone/);
    await write('target/manifest.json', JSON.stringify({ metadata: { project_name: 'other' } }));
    assert.match((await read()).remarks.join(), /is of the project other/);
    await rm(path.join(scratch.path, 'target/manifest.json'));
    await mkdir(path.join(scratch.path, 'target/manifest.json'));
    const { graph, remarks } = await read();
    assert.equal(graph.origin.kind, 'files');
    assert.equal(remarks.length, 1);
  });

  it('is made again only after an edit that dbt would hear of', async () => {
    const first = await read();
    await write('models/a.sql', "select 1 as one from {{ ref('dates') }} -- edited");
    await write('dbt_project.yml', 'profile: shop\nname: shop # edited\n');
    const second = await read(first);
    assert.deepEqual(second.graph, first.graph);
    await write('dbt_project.yml', 'name: shop\nprofile: shop\n');
    const third = await read(second);
    await write('models/a.sql', "{{ config(alias='b') }} select 1");
    const fourth = await read(third);
    assert.equal(fourth.graph.nodes.get('model.shop.a')?.relation?.name, 'b');
    await write('profiles.yml', profile.replace('schema: dev', 'schema: other'));
    const fifth = await read(fourth);
    assert.equal(fifth.graph.nodes.get('model.shop.a')?.relation?.schema, 'other');
    await write('models/c.sql', 'select 1');
    const sixth = await read(fifth);
    assert.ok(sixth.graph.nodes.has('model.shop.c'));
    await write('models/c.sql', 'select 2');
    assert.equal((await read(sixth)).graph, sixth.graph);
    await rm(path.join(scratch.path, 'models/c.sql'));
    assert.equal((await read(sixth)).graph.nodes.has('model.shop.c'), false);
    await write('dbt_project.yml', 'name: shop\nprofile: shop\nmodels: { +schema: marts }\n');
    assert.equal((await read(fifth)).graph.nodes.get('model.shop.a')?.relation?.schema, 'other_marts');
  });

  it('says which macros it cannot follow', async () => {
    await write('macros/a.sql', '{% macro generate_alias_name(a, node) %}{{ node.name }}{% endmacro %}');
    await write('macros/b.sql', '{% macro generate_schema_name(s, node) %}{{ node.path }}{% endmacro %}');
    const { graph } = await read();
    assert.deepEqual(graph.origin.kind === 'files' && graph.origin.unknownMacros?.toSorted(), [
      'generate_alias_name',
      'generate_schema_name',
    ]);
  });

  it('has the artifacts where target-path says', async () => {
    await write('dbt_project.yml', 'name: shop\nprofile: shop\ntarget-path: out/here\n');
    await write('out/here/manifest.json', JSON.stringify(manifest));
    assert.equal((await read()).graph.origin.kind, 'manifest');
    assert.ok((await stat(path.join(scratch.path, 'out'))).isDirectory());
  });
});
