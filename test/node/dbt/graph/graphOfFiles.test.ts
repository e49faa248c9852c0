import assert from 'node:assert/strict';
import path from 'node:path';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import type { DbtGraph, DbtNode } from '../../../../src/core/dbt/graph/dbtGraph';
import { graphOfFiles } from '../../../../src/core/dbt/graph/graphOfFiles';
import { artifactFolder } from '../../../../src/node/dbt/graph/artifactFolder';
import { readManifest } from '../../../../src/node/dbt/graph/readManifest';
import { readProjectSources } from '../../../../src/node/dbt/graph/readProjectSources';
import { JinjaRenderer } from '../../../../src/node/dbt/jinja/jinjaRenderer';
import { readDbtProject } from '../../../../src/node/dbt/project/readDbtProject';
import { dbtOrSkip, runDbtWell } from '../../../support/dbt';
import { jinjaProgram } from '../../../support/jinjaProgram';
import { copyDbtProject, type DbtCopy, sampleDbtFolder } from '../../../support/sampleDbt';

const tricky = path.join(__dirname, '../../../../../test/fixtures/dbt/tricky');
const environment = { LAKEHOUSE_DEMO_PASSWORD: 'secret' };

describe('the graph of the files of a dbt project, beside the manifest of the real dbt', function () {
  this.timeout(120_000);
  const copies: DbtCopy[] = [];
  let renderer: JinjaRenderer;

  before(async function () {
    renderer = new JinjaRenderer(jinjaProgram);
    await dbtOrSkip(this);
  });

  after(async () => {
    renderer.dispose();
    await Promise.all(copies.map((copy) => copy.remove()));
  });

  it('is the same for the sample project', async () => {
    compare(await graphs(sampleDbtFolder));
  });

  it('is the same for a project with everything that is hard', async () => {
    compare(await graphs(tricky));
  });

  /** Both graphs of one project: of its files, and of what dbt parses. */
  async function graphs(source: string): Promise<{ files: DbtGraph; manifest: DbtGraph }> {
    const copy = await copyDbtProject(source);
    copies.push(copy);
    const all = { HOME: copy.folder, ...environment };
    const project = await readDbtProject(copy.folder, all, { renderer }, neverCancelled);
    const sources = await readProjectSources(project, neverCancelled);
    const target = project.targets.find(({ isDefault }) => isDefault);
    const files = graphOfFiles(project, sources, target);
    await runDbtWell(['parse'], copy.folder, environment);
    const file = path.join(artifactFolder(project, {}), 'manifest.json');
    const manifest = (await readManifest(file, neverCancelled))?.graph;
    assert.ok(manifest, file);
    return { files, manifest };
  }
});

function compare({ files, manifest }: { readonly files: DbtGraph; readonly manifest: DbtGraph }): void {
  assert.deepEqual(files.origin.kind === 'files' && files.origin.unknownMacros, []);
  assert.equal(files.project, manifest.project);
  assert.deepEqual(lines(files), lines(manifest));
}

/** One line for each thing that a graph says, in an order that both can have. */
function lines(graph: DbtGraph): readonly string[] {
  return [...graph.nodes.values()]
    .filter(({ kind, enabled }) => kind !== 'test' || enabled)
    .flatMap((node) => {
      const id = node.id.startsWith('test.') ? node.id.replace(/\.[0-9a-f]{10}$/, '') : node.id;
      return Object.entries(said(node)).map(([key, value]) => `${id} ${key}: ${JSON.stringify(value)}`);
    })
    .sort();
}

function said(node: DbtNode): Readonly<Record<string, unknown>> {
  // How tests, analyses and operations are configured concerns nobody.
  const isBare = ['test', 'analysis', 'operation'].includes(node.kind);
  const { relation, columns, config, tags, dependsOn, ...rest } = node;
  const { grants, ...settings } = config;
  return {
    name: node.name,
    sourceName: rest.sourceName,
    file: node.file,
    propertiesFile: isBare ? undefined : node.propertiesFile,
    description: node.description,
    materialized: node.materialized,
    enabled: node.enabled,
    relation,
    tags: isBare ? undefined : tags.toSorted(),
    columns: columns.map((column) => ({ ...column, tests: column.tests.toSorted() })),
    grants: isBare ? undefined : [...grants].toSorted(),
    settings: isBare ? undefined : settings,
    dependsOn: dependsOn.map((id) => id.replace(/\.[0-9a-f]{10}$/, '')).toSorted(),
  };
}
