import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { checkDbtProject } from '../../../src/core/dbt/checks/static/checkDbtProject';
import { staticChecks } from '../../../src/core/dbt/checks/static/staticChecks';
import type { DbtFinding } from '../../../src/core/dbt/finding';
import type { DbtProject } from '../../../src/core/dbt/project/dbtProject';
import { JinjaRenderer } from '../../../src/node/dbt/jinja/jinjaRenderer';
import { type DbtProgram, dbtOrSkip } from '../../support/dbt';
import { type DbtCase, environmentOf, readDbtCase, readDbtCases, writeDbtCase } from '../../support/dbtCases';
import { jinjaProgram } from '../../support/jinjaProgram';
import { runProgram } from '../../support/runProgram';
import { repositoryRoot } from '../../support/sourceFiles';
import { makeScratchFolder, type ScratchFolder } from '../../support/workbench/scratchFolder';

const fixtures = path.join(repositoryRoot, 'test/fixtures/dbt/agreement');
const table = path.join(repositoryRoot, 'docs/DBT_AGREEMENT.md');

interface Step {
  readonly ok: boolean;
  readonly message: string;
}

/** What `dbt debug` said of a project. */
interface DbtAnswer {
  readonly profile?: Step;
  readonly project?: Step;
  /** The field that its schema refused, by dbt's name. */
  readonly fields?: readonly string[];
  readonly exception?: string;
}

interface Compared {
  readonly testCase: DbtCase;
  readonly answer: DbtAnswer;
  readonly project: DbtProject;
  readonly findings: readonly DbtFinding[];
}

describe('agreement with dbt debug', function () {
  this.timeout(180_000);
  let scratch: ScratchFolder | undefined;
  let compared: readonly Compared[];

  before(async function () {
    const dbt = await dbtOrSkip(this);
    scratch = makeScratchFolder('dbt-agreement');
    compared = await compare(dbt, scratch.path);
  });

  after(() => scratch?.remove());

  it('fails where dbt fails, on the same field, and is no stricter where dbt passes', () => {
    assert.ok(compared.length >= 60, String(compared.length));
    assert.deepEqual(compared.flatMap(disagreement), []);
  });

  it('is shown in the documentation', () => {
    const text = tableText(compared);
    if (process.env.UPDATE === '1') {
      writeFileSync(table, text);
    }
    assert.equal(text, readFileSync(table, 'utf8').replaceAll('\r\n', '\n'));
  });
});

async function compare(dbt: DbtProgram, folder: string): Promise<readonly Compared[]> {
  const cases = readDbtCases(readFileSync(path.join(fixtures, 'cases.txt'), 'utf8').replaceAll('\r\n', '\n'));
  const places = cases.map((_, at) => path.join(folder, String(at)));
  for (const [at, testCase] of cases.entries()) {
    await mkdir(places[at] ?? '', { recursive: true });
    await writeDbtCase(testCase, places[at] ?? '');
  }
  const renderer = new JinjaRenderer(jinjaProgram);
  try {
    const input = JSON.stringify(
      cases.map((testCase, at) => ({
        folder: places[at],
        environment: dbtEnvironment(testCase, dbt),
        command: commandOf(testCase),
      })),
    );
    const answers = runProgram(dbt.python, [path.join(fixtures, 'askDbt.py')], { input });
    const projects = await Promise.all(
      cases.map((testCase, at) => readDbtCase(testCase, places[at] ?? '', renderer)),
    );
    const said = JSON.parse((await answers).replace(/^[^[]*/, '')) as readonly DbtAnswer[];
    return cases.map((testCase, at) => {
      const [project, answer] = [projects[at], said[at]];
      assert.ok(project && answer);
      return { testCase, answer, project, findings: checkDbtProject(project) };
    });
  } finally {
    renderer.dispose();
  }
}

/** `debug`, unless a case says another. */
function commandOf({ sections }: DbtCase): string {
  return sections.get('command')?.trim() ?? 'debug';
}

function dbtEnvironment(testCase: DbtCase, dbt: DbtProgram): Record<string, string> {
  return {
    PATH: [dbt.folder, process.env.PATH ?? ''].join(path.delimiter),
    ...(process.env.SYSTEMROOT === undefined ? {} : { SYSTEMROOT: process.env.SYSTEMROOT }),
    HOME: path.join(repositoryRoot, 'out'),
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    ...environmentOf(testCase),
  };
}

/** Which file dbt cannot work with; undefined when both are sound for it. */
function failure({
  profile,
  project,
  exception,
}: DbtAnswer): { readonly of: 'profile' | 'project'; readonly message: string } | undefined {
  if (exception !== undefined && !profile?.ok) {
    return { of: 'profile', message: exception };
  }
  if (profile?.ok === false) {
    return { of: 'profile', message: profile.message };
  }
  if (project?.ok === false || exception !== undefined) {
    return { of: 'project', message: project?.message ?? exception ?? '' };
  }
  return undefined;
}

function disagreement({ testCase, answer, findings }: Compared): readonly string[] {
  const failed = failure(answer);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (!failed) {
    return errors.length === 0
      ? []
      : [`${testCase.title}: dbt passes, and we say: ${errors[0]?.message ?? ''}`];
  }
  if (errors.length === 0) {
    return [`${testCase.title}: we pass, and dbt says: ${failed.message}`];
  }
  const field = answer.fields?.[0];
  const isNamed = field === undefined || errors.some(({ message }) => message.includes(`\`${field}\``));
  return isNamed ? [] : [`${testCase.title}: dbt fails on ${field}, and we say: ${errors[0]?.message ?? ''}`];
}

function tableText(compared: readonly Compared[]): string {
  const failing = compared.filter(({ answer }) => failure(answer));
  const beyond = compared.filter(({ answer, findings }) => !failure(answer) && findings.length > 0);
  const silent = compared.length - failing.length - beyond.length;
  return [
    '# Agreement with dbt',
    '',
    'What the static checks say of profiles.yml and dbt_project.yml beside what `dbt debug` of dbt-core 1.11 and dbt-postgres 1.11 says of the same',
    'files. A test makes this table and fails where dbt fails and the checks do not, or on another field, and where dbt passes and a check calls it',
    `an error. ${String(compared.length)} projects: dbt refuses ${String(failing.length)}; of the others the checks have something to say about ${String(beyond.length)}, and nothing about ${String(silent)}.`,
    '',
    '## What dbt refuses',
    '',
    '| Project | dbt | Check |',
    '|---|---|---|',
    ...failing.map(({ testCase, answer, findings }) =>
      row([
        testCase.title,
        shortened(failure(answer)?.message ?? ''),
        checksOf(findings.filter(({ severity }) => severity === 'error')),
      ]),
    ),
    '',
    '## What dbt accepts',
    '',
    'With the command of dbt that fails later; most of them do not fail, but do something else than was meant.',
    '',
    '| Project | Check | Severity | Fails in |',
    '|---|---|---|---|',
    ...beyond.flatMap(({ testCase, findings }) =>
      findings.map(({ check, severity }) =>
        row([
          testCase.title,
          `\`${check}\``,
          severity,
          staticChecks.find(({ id }) => id === check)?.failsIn ?? '—',
        ]),
      ),
    ),
    '',
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function checksOf(findings: readonly DbtFinding[]): string {
  return [...new Set(findings.map(({ check }) => `\`${check}\``))].join(', ');
}

/** The line of dbt's message that says it, without places of this machine. */
function shortened(message: string): string {
  // Before its own sentence about broken YAML, dbt shows the lines around it.
  const lines = message
    .replace(/^[^]*Raw Error:\n/, '')
    .split('\n')
    .map((line) => line.replace(/^.*Credentials in profile "shop", target "dev" invalid: /, '').trim())
    .filter(
      (line) =>
        line !== '' &&
        !/Error$|^while |^in "|encountered an error while|^-+$|^Raw Error|^Syntax error near/.test(line),
    );
  const [first = ''] = lines;
  const text = first
    .replace(/^\w+(?:Error|Exception): /, '')
    .replace(/\S*lakehouse-dbt-agreement\S*?[/\\]\d+[/\\]?/g, '');
  return text.length > 110 ? `${text.slice(0, 109)}…` : text;
}
