import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../base/userError';
import { baselineEnding, readBaseline, writeBaseline } from '../../core/plan/baseline/baselineFile';
import {
  baselineReport,
  type CheckedStatement,
  type ReportFormat,
  reportFormats,
} from '../../core/plan/baseline/baselineReport';
import {
  checkBaseline,
  type Explain,
  findStatement,
  withStatement,
} from '../../core/plan/baseline/checkBaseline';
import { explainShape } from '../../core/plan/baseline/explainShape';
import { splitStatements } from '../../core/sql/splitStatements';
import { neverCancelled } from '../../base/cancelSignal';
import { filesEnding } from '../cli/filesEnding';
import { onCommandLineSession } from '../cli/commandLineSession';

/** What the command line asks for. */
export interface CheckOptions {
  /** Baselines, SQL files, or folders that are searched for baselines. */
  readonly paths: readonly string[];
  /** A connection URI; the PG* variables count when there is none. */
  readonly url: string | undefined;
  readonly format: ReportFormat;
  /** A file for the report; standard output unless named. */
  readonly output: string | undefined;
  /** Write the present shapes into the baselines. */
  readonly update: boolean;
}

export const usage = `Usage: lakehouse plan check [options] [file or folder …]

Plans the statements that have a baseline (EXPLAIN, nothing is executed) and compares the shapes of their plans.
Without a file or folder the present folder is searched for *${baselineEnding}.

  --url URI         where to plan; else PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE and the password file
  --format FORMAT   ${reportFormats.join(', ')}
  --output FILE     write the report there
  --update          write the present shapes into the baselines

Ends with 0 when all plans are as they were, with 1 when some are not, and with 2 when it could not be found out.`;

/** @throws UserError for words that mean nothing */
export function readArguments(words: readonly string[]): CheckOptions | 'help' {
  const paths: string[] = [];
  const given = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--help' || word === '-h') {
      return 'help';
    }
    if (word === '--update') {
      given.set(word, '');
    } else if (['--url', '--format', '--output'].includes(word)) {
      const value = words[++at];
      if (value === undefined) {
        throw new UserError(`${word} needs a value.`);
      }
      given.set(word, value);
    } else if (word.startsWith('-')) {
      throw new UserError(`${word} is no option. --help lists them.`);
    } else {
      paths.push(word);
    }
  }
  const format = reportFormats.find((each) => each === (given.get('--format') ?? 'text'));
  if (format === undefined) {
    throw new UserError(`--format is one of ${reportFormats.join(', ')}.`);
  }
  return {
    paths: paths.length === 0 ? ['.'] : paths,
    url: given.get('--url'),
    format,
    output: given.get('--output'),
    update: given.has('--update'),
  };
}

/** Checks every baseline and reports it. Answers with the exit code. @throws UserError, ConnectError */
export async function checkPlanBaselines(
  options: CheckOptions,
  print: (text: string) => void,
): Promise<number> {
  const named = await filesEnding(options.paths, baselineEnding);
  const files = named.map((each) =>
    each.endsWith(baselineEnding) ? each : each.replace(/\.[^./\\]*$/, baselineEnding),
  );
  if (files.length === 0) {
    throw new UserError(`There is no ${baselineEnding} file in ${options.paths.join(', ')}.`);
  }
  return onCommandLineSession(options.url, async (session) => {
    const explain: Explain = (sql) => explainShape(session, sql, neverCancelled);
    const checked: CheckedStatement[] = [];
    for (const file of files) {
      checked.push(...(await (options.update ? updateFile : checkFile)(file, explain)));
    }
    const report = baselineReport(checked, options.format);
    if (options.output === undefined) {
      print(report);
    } else {
      await writeFile(options.output, report);
    }
    return exitCode(checked);
  });
}

function exitCode(checked: readonly CheckedStatement[]): number {
  if (checked.some(({ outcome }) => outcome.kind === 'failed')) {
    return 2;
  }
  return checked.every(({ outcome }) => outcome.kind === 'same') ? 0 : 1;
}

async function checkFile(file: string, explain: Explain): Promise<readonly CheckedStatement[]> {
  const { baseline, sqlText } = await readBoth(file);
  const checked: CheckedStatement[] = [];
  for (const saved of baseline.statements) {
    const outcome = await checkBaseline(saved, sqlText, explain);
    checked.push({ file, number: saved.number, sql: saved.sql, outcome });
  }
  return checked;
}

/** Statements that cannot be planned keep their baseline, and are reported. */
async function updateFile(file: string, explain: Explain): Promise<readonly CheckedStatement[]> {
  const { baseline, sqlText } = await readBoth(file);
  const statements = splitStatements(sqlText);
  let updated = baseline;
  const checked: CheckedStatement[] = [];
  for (const saved of baseline.statements) {
    const outcome = await checkBaseline(saved, sqlText, explain);
    const statement = findStatement(saved, statements);
    if (statement && (outcome.kind === 'same' || outcome.kind === 'changed')) {
      const number = statements.indexOf(statement) + 1;
      updated = withStatement(updated, { number, text: statement.text, shape: outcome.present });
      checked.push({ file, number, sql: saved.sql, outcome: { ...outcome, kind: 'same' } });
    } else {
      checked.push({ file, number: saved.number, sql: saved.sql, outcome });
    }
  }
  await writeFile(file, writeBaseline(updated));
  return checked;
}

async function readBoth(file: string) {
  const { value, problems } = readBaseline(await readFile(file, 'utf8'));
  const [problem] = problems;
  if (problem) {
    throw new UserError(`${file}, line ${problem.line}: ${problem.message}`);
  }
  const stem = file.slice(0, -baselineEnding.length);
  for (const ending of ['.sql', '.psql', '.pgsql']) {
    const sqlText = await readFile(`${stem}${ending}`, 'utf8').catch(() => undefined);
    if (sqlText !== undefined) {
      return { baseline: value, sqlText };
    }
  }
  throw new UserError(`${path.basename(stem)}.sql, to which ${file} belongs, is not there.`);
}
