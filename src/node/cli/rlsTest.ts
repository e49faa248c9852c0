import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { reportFormats } from '../../core/plan/baseline/baselineReport';
import type { Session } from '../../core/query/session';
import { type JudgedTest, policyReport } from '../../core/rowSecurity/tests/policyReport';
import { policyTestEnding } from '../../core/rowSecurity/tests/policyTest';
import { runPolicyTests } from '../../core/rowSecurity/tests/runPolicyTests';
import type { CheckOptions } from '../plan/checkPlanBaselines';
import { parsePolicyTests } from '../rowSecurity/parsePolicyTests';
import { onCommandLineSession } from './commandLineSession';
import { filesEnding } from './filesEnding';

export const rlsTestUsage = `Usage: lakehouse rls test [options] [file or folder …]

Runs the tests of row security in *${policyTestEnding} files: each statement as its role, in a transaction that is rolled
back, with the SQL files of the setup before it. The login must be a member of the roles, or a superuser.
Without a file or folder the present folder is searched.

  --url URI         where to run; else PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE and the password file
  --format FORMAT   ${reportFormats.join(', ')}
  --output FILE     write the report there

Ends with 0 when all tests pass, with 1 when some fail, and with 2 when some could not be run.`;

/** Runs every test and reports it. Answers with the exit code. @throws UserError, ConnectError */
export async function rlsTest(
  { paths, url, format, output }: CheckOptions,
  print: (text: string) => void,
): Promise<number> {
  const files = await filesEnding(paths, policyTestEnding);
  if (files.length === 0) {
    throw new UserError(`There is no ${policyTestEnding} file in ${paths.join(', ')}.`);
  }
  return onCommandLineSession(url, async (session) => {
    const judged: JudgedTest[] = [];
    for (const file of files) {
      judged.push(...(await runFile(session, file)));
    }
    const report = policyReport(judged, format);
    if (output === undefined) {
      print(report);
    } else {
      await writeFile(output, report);
    }
    if (judged.some(({ outcome }) => outcome.kind === 'errored')) {
      return 2;
    }
    return judged.every(({ outcome }) => outcome.kind === 'passed') ? 0 : 1;
  });
}

async function runFile(session: Session, file: string): Promise<readonly JudgedTest[]> {
  const { value, problems } = parsePolicyTests(await readFile(file, 'utf8'));
  const [problem] = problems;
  if (problem) {
    throw new UserError(`${file}, line ${problem.line + 1}: ${problem.message}`);
  }
  const setup = await Promise.all(
    value.setup.map(async (name) => {
      const place = path.resolve(path.dirname(file), name);
      const sql = await readFile(place, 'utf8').catch((error: unknown) => {
        throw new UserError(`The setup ${name} of ${file} cannot be read.`, { cause: error });
      });
      return { name, sql };
    }),
  );
  const judged: JudgedTest[] = [];
  await runPolicyTests(
    session,
    { setup, tests: value.tests },
    (test, outcome) => void judged.push({ file, test, outcome }),
    neverCancelled,
  );
  return judged;
}
