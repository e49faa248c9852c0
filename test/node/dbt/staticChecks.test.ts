import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkDbtProject } from '../../../src/core/dbt/checks/static/checkDbtProject';
import { staticChecks } from '../../../src/core/dbt/checks/static/staticChecks';
import type { DbtEdit, DbtFinding } from '../../../src/core/dbt/finding';
import type { DbtGraph, DbtNode } from '../../../src/core/dbt/graph/dbtGraph';
import { JinjaRenderer } from '../../../src/node/dbt/jinja/jinjaRenderer';
import { readYaml } from '../../../src/node/dbt/yaml/readYaml';
import { type DbtCase, readDbtCase, readDbtCases, writeDbtCase, writeDbtCases } from '../../support/dbtCases';
import { jinjaProgram } from '../../support/jinjaProgram';
import { repositoryRoot } from '../../support/sourceFiles';
import { makeScratchFolder, type ScratchFolder } from '../../support/workbench/scratchFolder';

const folder = path.join(repositoryRoot, 'test/fixtures/dbt/static');
const update = process.env.UPDATE === '1';

describe('static checks of dbt projects', () => {
  let renderer: JinjaRenderer;
  let scratch: ScratchFolder;

  before(() => {
    renderer = new JinjaRenderer(jinjaProgram);
  });

  after(() => renderer.dispose());
  beforeEach(() => {
    scratch = makeScratchFolder('dbt-static');
  });
  afterEach(() => scratch.remove());

  it('has a fixture that triggers each check and one that does not', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
    assert.deepEqual(files.sort(), staticChecks.map(({ id }) => `${id}.txt`).sort());
    for (const file of files) {
      const titles = readDbtCases(readFileSync(path.join(folder, file), 'utf8')).map(
        ({ title }) => title.split(':')[0],
      );
      assert.deepEqual([titles.includes('finds'), titles.includes('quiet')], [true, true], file);
    }
  });

  it('says nothing about a project without a fault', async () => {
    const testCase: DbtCase = { title: 'healthy', sections: new Map() };
    await writeDbtCase(testCase, scratch.path);
    assert.deepEqual(checkDbtProject(await readDbtCase(testCase, scratch.path, renderer)), []);
  });

  for (const { id, severity } of staticChecks) {
    it(`finds ${id}`, async () => {
      const file = path.join(folder, `${id}.txt`);
      const cases = readDbtCases(readFileSync(file, 'utf8'));
      const told: DbtCase[] = [];
      for (const testCase of cases) {
        const place = makeScratchFolder('dbt-static');
        try {
          const found = await findings(id, testCase, place.path);
          assert.equal(
            found.length > 0,
            testCase.title.startsWith('finds'),
            `${testCase.title}: ${JSON.stringify(found)}`,
          );
          assert.ok(
            found.every((each) => severities.indexOf(each.severity) <= severities.indexOf(severity)),
            testCase.title,
          );
          const expect = (await Promise.all(found.map((each) => describeFinding(each, place.path)))).join('');
          told.push({
            ...testCase,
            sections: new Map([
              ...testCase.sections,
              ...(expect === '' ? [] : [['expect', expect] as const]),
            ]),
          });
          await checkFixes(id, testCase, found, place.path);
        } finally {
          place.remove();
        }
      }
      if (update) {
        writeFileSync(file, writeDbtCases(told));
        return;
      }
      assert.equal(writeDbtCases(told), writeDbtCases(cases));
    });
  }

  async function findings(id: string, testCase: DbtCase, place: string): Promise<readonly DbtFinding[]> {
    await writeDbtCase(testCase, place);
    return recheck(id, testCase, place);
  }

  async function recheck(id: string, testCase: DbtCase, place: string): Promise<readonly DbtFinding[]> {
    const project = await readDbtCase(testCase, place, renderer);
    const documents = project.files
      .filter(({ kind }) => kind === 'properties')
      .map(({ file }) => readYaml(file, readFileSync(file, 'utf8')));
    return checkDbtProject(project, graphOf(testCase), documents).filter(({ check }) => check === id);
  }

  /** What a fix promises: after it, the finding is gone, and the file is still read. */
  async function checkFixes(id: string, testCase: DbtCase, found: readonly DbtFinding[], place: string) {
    for (const finding of found) {
      for (const fix of finding.fixes) {
        assert.ok(fix.kind === 'edit');
        await applyEdits(fix.edits);
        const after = await recheck(id, testCase, place);
        assert.ok(
          after.length < found.length,
          `${testCase.title}: ${fix.title} leaves ${JSON.stringify(after)}`,
        );
        await writeDbtCase(testCase, place);
      }
    }
  }
});

const severities = ['hint', 'warning', 'error'];

async function applyEdits(edits: readonly DbtEdit[]): Promise<void> {
  for (const { file, range, text } of [...edits].sort((one, other) => other.range.start - one.range.start)) {
    const old = await readFile(file, 'utf8');
    await writeFile(file, old.slice(0, range.start) + text + old.slice(range.end));
  }
}

async function describeFinding(finding: DbtFinding, folder: string): Promise<string> {
  const { severity, message, advice, place, fixes } = finding;
  const clean = (text: string) => text.replaceAll(folder, '.').replaceAll('\\', '/');
  const text = place ? await readFile(place.file, 'utf8').catch(() => '') : '';
  const line = text.slice(0, place?.range.start).split('\n').length;
  const marked = text.slice(place?.range.start, place?.range.end);
  return [
    `${severity} ${place ? `${clean(path.relative(folder, place.file))}:${String(line)} ${JSON.stringify(marked)}` : 'nowhere'}\n`,
    `  ${clean(message)}\n`,
    ...(advice === undefined ? [] : [`  ${clean(advice)}\n`]),
    ...fixes.map(
      (fix) =>
        `  > ${fix.title}${fix.kind === 'edit' ? `: ${fix.edits.map((each) => JSON.stringify(each.text)).join(', ')}` : ''}\n`,
    ),
  ].join('');
}

/** A graph from lines `name @schema #tag (materialized) < parents`. */
function graphOf({ sections }: DbtCase): DbtGraph | undefined {
  const lines = sections
    .get('graph')
    ?.split('\n')
    .filter((line) => line !== '');
  if (!lines) {
    return undefined;
  }
  const nodes = lines.map((line): DbtNode => {
    const [, name = '', schema, tags = '', materialized = 'table', parents = ''] =
      /^(\w+)(?: @(\w+))?(?: #(\w+))?(?: \((\w+)\))?(?: < (.*))?$/.exec(line) ?? [];
    return {
      ...{
        id: `model.shop.${name}`,
        kind: kindOf(materialized),
        name,
        package: 'shop',
        ...(materialized === 'source' ? { sourceName: 'core' } : {}),
        relation: schema === undefined ? undefined : { database: undefined, schema, name },
        propertiesFile: undefined,
      },
      ...{
        file: `models/${name}.sql`,
        materialized,
        enabled: true,
        tags: tags === '' ? [] : [tags],
        description: '',
        columns: [],
      },
      dependsOn: parents
        .split(' ')
        .filter((each) => each !== '')
        .map((each) => `model.shop.${each}`),
      config: {
        ...{ indexes: [], grants: new Map(), uniqueKey: [], incrementalStrategy: undefined, contract: false },
        ...{ persistDocs: false, unlogged: false, preHooks: [], postHooks: [] },
      },
    };
  });
  return {
    origin: { kind: 'files', target: undefined },
    project: 'shop',
    nodes: new Map(nodes.map((node) => [node.id, node])),
  };
}

function kindOf(materialized: string): DbtNode['kind'] {
  const others = ['seed', 'snapshot', 'source'] as const;
  return others.find((kind) => kind === materialized) ?? 'model';
}
