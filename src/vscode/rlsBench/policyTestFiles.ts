import * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { sandboxId } from '../../core/connections/sandbox';
import {
  type PolicyTest,
  policyTestEnding,
  type PolicyTestFile,
  type PolicyTestProblem,
} from '../../core/rowSecurity/tests/policyTest';
import { runPolicyTests, type TestOutcome } from '../../core/rowSecurity/tests/runPolicyTests';
import { parsePolicyTests } from '../../node/rowSecurity/parsePolicyTests';
import type { Binding } from '../query/connectionBindings';
import { filesEnding } from '../testing/testFiles';
import type { RlsBenchParts } from './rlsBenchParts';

/** Where tests run: on the sandbox, or where the user said. */
export type TestPlace = 'sandbox' | Binding;

/** The files with tests of row security in the workspace, and how they are run. */
export class PolicyTestFiles {
  constructor(private readonly parts: RlsBenchParts) {}

  /** The files, by name. */
  files(): Promise<readonly vscode.Uri[]> {
    return filesEnding(policyTestEnding);
  }

  async read(file: vscode.Uri): Promise<{
    readonly value: PolicyTestFile;
    readonly problems: readonly PolicyTestProblem[];
  }> {
    return parsePolicyTests(await readText(file));
  }

  /**
   * Runs the tests of a file, or one of them, on a session of its own.
   * @param only the line of the one test
   * @throws UserError in a workspace that is not trusted, for a file with a mistake, and when the setup fails;
   * CancelledError; as `ConnectionService.openSession`
   */
  async run(
    file: vscode.Uri,
    { place, only, signal }: { place: TestPlace; only: number | undefined; signal: CancelSignal },
    tell: (test: PolicyTest, outcome: TestOutcome) => void,
  ): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      throw new UserError('Tests are code of the workspace, so they run only after you trust it.');
    }
    const { value, problems } = await this.read(file);
    const [problem] = problems;
    if (problem) {
      throw new UserError(`Line ${problem.line + 1}: ${problem.message}`);
    }
    const folder = vscode.Uri.joinPath(file, '..');
    const setup = await Promise.all(
      value.setup.map(async (name) => ({ name, sql: await readSetup(folder, name) })),
    );
    const session = await this.openSession(place);
    try {
      const tests = value.tests.filter(({ line }) => only === undefined || line === only);
      await runPolicyTests(session, { setup, tests }, tell, signal);
    } finally {
      await session.close();
    }
  }

  /** Asks before tests run on a connection: their setup may take locks, and triggers fire. */
  async agreed({ profileId, database }: Binding): Promise<boolean> {
    const profile = this.parts.connections.profile(profileId);
    if (!profile) {
      return false;
    }
    if (profile.readOnly) {
      throw new UserError(
        `${profile.name} is read-only, and tests write before they are rolled back. Choose another connection.`,
      );
    }
    return this.parts.confirm({
      message: `Run the tests of row security on ${profile.name}, database ${database}?`,
      detail: `${profile.environment === 'production' ? 'This is production. ' : ''}The setup of the files and the statements of the tests are run and rolled back. Until then they hold their locks; numbers taken from sequences and what triggers do outside the transaction stay.`,
      yes: 'Run and Roll Back',
    });
  }

  private async openSession(place: TestPlace) {
    const { connections, sandbox } = this.parts;
    if (place !== 'sandbox') {
      return connections.openSession(place.profileId, place.database);
    }
    await sandbox.show(true);
    return connections.openSession(sandboxId);
  }
}

/** A setup lies in the workspace, whatever its name says. */
async function readSetup(folder: vscode.Uri, name: string): Promise<string> {
  const file = vscode.Uri.joinPath(folder, ...name.split(/[\\/]/));
  if (!vscode.workspace.getWorkspaceFolder(file)) {
    throw new UserError(`The setup ${name} lies outside of the workspace.`);
  }
  try {
    return await readText(file);
  } catch (error) {
    throw new UserError(`The setup ${name} cannot be read.`, { cause: error });
  }
}

async function readText(file: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === file.toString());
  return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}
