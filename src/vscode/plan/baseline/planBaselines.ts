import * as vscode from 'vscode';
import { type CancelSignal, neverCancelled } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import {
  baselineEnding,
  type BaselineFile,
  baselineName,
  readBaseline,
  writeBaseline,
} from '../../../core/plan/baseline/baselineFile';
import {
  type BaselineOutcome,
  checkBaseline,
  findStatement,
  withStatement,
} from '../../../core/plan/baseline/checkBaseline';
import { explainShape } from '../../../core/plan/baseline/explainShape';
import { planOfShape } from '../../../core/plan/baseline/shapePlan';
import type { PlanShape } from '../../../core/plan/baseline/planShape';
import { planRun, type RunTarget } from '../../../core/query/runPlan';
import { splitStatements } from '../../../core/sql/splitStatements';
import type { Session } from '../../../core/query/session';
import type { ConnectionService } from '../../connections/connectionService';
import type { EditorWork } from '../../query/editorWork';
import { documentName, statementsOf } from '../../query/sqlDocuments';
import { filesEnding } from '../../testing/testFiles';
import type { PlanComparisons } from '../compare/planComparisons';

export interface BaselineParts {
  readonly connections: ConnectionService;
  readonly work: Pick<EditorWork, 'binding'>;
  readonly comparisons: () => Promise<Pick<PlanComparisons, 'show'>>;
}

/** The check of one statement of a baseline. */
export interface CheckedBaseline {
  readonly number: number;
  readonly sql: string;
  readonly outcome: BaselineOutcome;
}

/** Saves and checks the baselines that lie beside SQL files. */
export class PlanBaselines {
  constructor(private readonly parts: BaselineParts) {}

  /** The baselines of the workspace, by name. */
  files(): Promise<readonly vscode.Uri[]> {
    return filesEnding(baselineEnding);
  }

  /**
   * Plans the chosen statements and writes their shapes beside the SQL file, into the baseline that is there or a new one.
   * @returns how many were saved, and where
   * @throws UserError for a document that is no file; what planning throws
   */
  async save(
    document: vscode.TextDocument,
    target: RunTarget,
  ): Promise<{ readonly file: vscode.Uri; readonly count: number }> {
    if (document.isUntitled) {
      throw new UserError('A baseline lies beside its SQL file. Save the file first.');
    }
    const plan = planRun(document.getText(), target, statementsOf(document));
    if (plan.kind === 'refused') {
      throw new UserError(plan.reason);
    }
    const all = statementsOf(document);
    const file = baselineUri(document.uri);
    let baseline = (await this.read(file)) ?? { statements: [] };
    await this.onSession(document.uri, neverCancelled, async (session) => {
      for (const { text, range } of plan.statements) {
        const number = all.findIndex((statement) => statement.range.start === range.start) + 1;
        const shape = await explainShape(session, text, neverCancelled);
        baseline = withStatement(baseline, { number: Math.max(1, number), text, shape });
      }
    });
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(writeBaseline(baseline)));
    return { file, count: plan.statements.length };
  }

  /**
   * Checks the statements of a baseline, all of them or one.
   * @throws UserError when its SQL file is missing; CancelledError
   */
  async check(
    file: vscode.Uri,
    only: number | undefined,
    signal: CancelSignal,
  ): Promise<readonly CheckedBaseline[]> {
    const baseline = (await this.read(file)) ?? { statements: [] };
    const sqlFile = await sqlFileOf(file);
    const sqlText = await readText(sqlFile);
    return this.onSession(sqlFile, signal, async (session) => {
      const checked: CheckedBaseline[] = [];
      for (const saved of baseline.statements.filter(({ number }) => only === undefined || number === only)) {
        const explain = (sql: string) => explainShape(session, sql, signal);
        const outcome = await checkBaseline(saved, sqlText, explain);
        checked.push({ number: saved.number, sql: saved.sql, outcome });
      }
      return checked;
    });
  }

  /** Shows the shape of a baseline and the present one beside each other. */
  async compare(file: vscode.Uri, number: number): Promise<void> {
    const [checked] = await this.check(file, number, neverCancelled);
    const saved = (await this.read(file))?.statements.find((each) => each.number === number);
    if (!saved || !checked || !('present' in checked.outcome)) {
      throw new UserError('There is no plan now to compare the baseline with. Check the baselines again.');
    }
    const side = (name: string, origin: string, shape: PlanShape) => ({
      ...{ name, origin, statement: saved.sql, plan: planOfShape(shape), open: undefined },
    });
    (await this.parts.comparisons()).show(
      side(documentName(file), `Baseline of statement ${number}`, saved.shape),
      side('Now', 'EXPLAIN', checked.outcome.present),
    );
  }

  /** Undefined when there is no such file. @throws UserError for one that is not understood */
  async read(file: vscode.Uri): Promise<BaselineFile | undefined> {
    const text = await readText(file).catch(() => undefined);
    if (text === undefined) {
      return undefined;
    }
    const { value, problems } = readBaseline(text);
    const [problem] = problems;
    if (problem) {
      throw new UserError(`${documentName(file)}, line ${problem.line}: ${problem.message}`);
    }
    return value;
  }

  /** Where a statement of a baseline stands in its SQL file. */
  async place(file: vscode.Uri, number: number): Promise<vscode.Location | undefined> {
    const sqlFile = await sqlFileOf(file);
    const saved = (await this.read(file))?.statements.find((each) => each.number === number);
    const document = await vscode.workspace.openTextDocument(sqlFile);
    const found = saved && findStatement(saved, splitStatements(document.getText()));
    return found && new vscode.Location(sqlFile, document.positionAt(found.range.start));
  }

  private async onSession<T>(
    uri: vscode.Uri,
    signal: CancelSignal,
    task: (session: Session) => Promise<T>,
  ): Promise<T> {
    const { profileId, database } = await this.parts.work.binding(uri);
    signal.throwIfAborted();
    const session = await this.parts.connections.openSession(profileId, database);
    try {
      return await task(session);
    } finally {
      await session.close();
    }
  }
}

function baselineUri(sqlFile: vscode.Uri): vscode.Uri {
  return sqlFile.with({ path: baselineName(sqlFile.path) });
}

async function sqlFileOf(file: vscode.Uri): Promise<vscode.Uri> {
  const stem = file.path.slice(0, -baselineEnding.length);
  for (const ending of ['.sql', '.psql', '.pgsql']) {
    const uri = file.with({ path: `${stem}${ending}` });
    const exists = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (exists) {
      return uri;
    }
  }
  throw new UserError(`The SQL file to which ${documentName(file)} belongs is not there.`);
}

async function readText(file: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === file.toString());
  return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}
