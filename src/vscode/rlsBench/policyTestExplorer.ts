import * as vscode from 'vscode';
import { policyTestEnding } from '../../core/rowSecurity/tests/policyTest';
import type { TestOutcome } from '../../core/rowSecurity/tests/runPolicyTests';
import { chooseConnection } from '../query/chooseConnection';
import { FileTests, type TestVerdict } from '../testing/fileTests';
import type { PolicyTestFiles, TestPlace } from './policyTestFiles';
import type { RlsBenchParts } from './rlsBenchParts';

/** The tests of row security in the Test Explorer. */
export function policyTestExplorer(
  files: PolicyTestFiles,
  { connections, runner }: Pick<RlsBenchParts, 'connections' | 'runner'>,
): FileTests<TestPlace> {
  const choosePlace = async (): Promise<TestPlace | undefined> => {
    const binding = await chooseConnection(connections, undefined, {
      title: 'Run Row Security Tests on a Connection',
      placeholder: 'Setup and tests run there and are rolled back',
    });
    return binding && (await files.agreed(binding)) ? binding : undefined;
  };
  return new FileTests<TestPlace>(
    {
      id: 'lakehouse.rowSecurity',
      label: 'Row Security',
      ending: policyTestEnding,
      profiles: [
        { label: 'Run on the Sandbox', where: () => Promise.resolve('sandbox') },
        { label: 'Run on a Connection…', where: choosePlace },
      ],
      files: () => files.files(),
      read: async (file) => {
        const { value, problems } = await files.read(file);
        const [problem] = problems;
        return {
          tests: value.tests.map(({ name, line, lens }) => ({
            ...{ key: line, label: name, line },
            description: `as ${lens.role}`,
          })),
          problem: problem && `Line ${problem.line + 1}: ${problem.message}`,
        };
      },
      run: (file, running, tell) =>
        files.run(file, running, ({ line }, outcome) => tell(line, verdictOf(outcome))),
    },
    runner,
  );
}

/** What a database answers is text, and no Markdown. */
function verdictOf(outcome: TestOutcome): TestVerdict {
  switch (outcome.kind) {
    case 'passed':
      return { kind: 'passed' };
    case 'failed': {
      const { expected, actual } = outcome;
      const message = vscode.TestMessage.diff('Another answer than expected.', expected, actual);
      return { kind: 'failed', message };
    }
    case 'errored':
      return { kind: 'errored', message: new vscode.TestMessage(outcome.message) };
  }
}
