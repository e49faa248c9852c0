import type * as vscode from 'vscode';
import { isCancellation, neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { type ExplainRequest, prepareExplain } from '../../core/plan/explainRequest';
import { runExplain } from '../../core/plan/runExplain';
import { findParameters } from '../../core/query/parameters';
import { planRun, type PlannedStatement, type RunTarget } from '../../core/query/runPlan';
import { sentErrorPlace } from '../../core/query/sentText';
import { ServerError } from '../../core/sql/serverError';
import type { ConnectionService } from '../connections/connectionService';
import type { Binding } from '../query/connectionBindings';
import type { EditorSessions } from '../query/editorSessions';
import type { EditorWork } from '../query/editorWork';
import type { ErrorMarks } from '../query/errorMarks';
import type { Confirm } from '../query/questions';
import { documentName, openDocument, statementsOf } from '../query/sqlDocuments';
import type { StatementGuards } from '../query/statementGuards';
import { sqlParser } from '../query/sqlParser';
import { TextFollower } from '../query/textFollower';
import type { Runner } from '../run';
import type { PlanPanels } from './planPanels';

export interface ExplainRunnerParts {
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly sessions: EditorSessions;
  readonly work: EditorWork;
  readonly marks: ErrorMarks;
  readonly panels: PlanPanels;
  readonly confirm: Confirm;
  /** Knows the values of parameters. */
  readonly guards?: Pick<StatementGuards, 'prepare'>;
}

/** What is explained, so that it can be explained again. */
interface ExplainTask {
  readonly statement: PlannedStatement;
  readonly analyze: boolean;
  /** The document, and what became of its text since. */
  readonly text: TextFollower;
}

/** Explains statements of documents on their sessions and shows the plans. */
export class ExplainRunner {
  /** Statements about whose execution the user was asked, by connection and text. */
  private readonly agreed = new Set<string>();

  constructor(private readonly parts: ExplainRunnerParts) {}

  /**
   * Explains the one statement that the target means.
   * @throws UserError when there is not exactly one, or PostgreSQL has no plan for it.
   */
  async explain(document: vscode.TextDocument, target: RunTarget, analyze: boolean): Promise<void> {
    const plan = planRun(document.getText(), target, statementsOf(document));
    if (plan.kind === 'refused') {
      throw new UserError(plan.reason);
    }
    const [statement, ...others] = plan.statements;
    if (!statement || others.length > 0) {
      throw new UserError('One statement at a time can be explained. Put the cursor into it, or select it.');
    }
    const text = new TextFollower(document.uri);
    try {
      await this.perform({ statement: await this.withValues(document.uri, statement), analyze, text });
    } finally {
      if (!this.parts.panels.holds(text)) {
        text.dispose();
      }
    }
  }

  /** The values of its parameters are asked for, as before a run. */
  private async withValues(uri: vscode.Uri, statement: PlannedStatement): Promise<PlannedStatement> {
    const { guards, work } = this.parts;
    if (statement.isMetaCommand) {
      throw new UserError('A command of psql has no plan. Put the cursor into an SQL statement.');
    }
    if (!guards || findParameters(statement.text).length === 0) {
      return statement;
    }
    return work.perform(uri, async (editor) => {
      const [prepared] = await guards.prepare({ uri, editor, statements: [statement] });
      return prepared ?? statement;
    });
  }

  private async perform(task: ExplainTask): Promise<void> {
    const request = await this.prepare(task);
    if (request) {
      await this.run(task, request);
    }
  }

  /** Explains the statement of a panel again, as it was, also when the document was edited since. */
  private async again(task: ExplainTask): Promise<void> {
    if (!openDocument(task.text.uri)) {
      throw new UserError(`${documentName(task.text.uri)} is closed. Open it to explain its statements.`);
    }
    await this.perform(task);
  }

  /** Undefined when the user does not want the statement to be executed. */
  private async prepare(task: ExplainTask): Promise<ExplainRequest | undefined> {
    const { connections, sessions, work, confirm } = this.parts;
    const { uri } = task.text;
    const binding = await work.binding(uri);
    const catalog = await connections.database(binding.profileId, binding.database);
    const preparation = await prepareExplain(
      {
        text: task.statement.sent?.text ?? task.statement.text,
        ...(task.statement.sent && { values: task.statement.sent.values }),
        analyze: task.analyze,
        readOnly: sessions.readOnly(uri, binding),
        serverVersion: catalog.server.version,
      },
      { parser: await sqlParser(), catalog },
      neverCancelled,
    );
    if (preparation.kind === 'refused') {
      throw new UserError(preparation.reason);
    }
    const { request } = preparation;
    return !request.question || (await this.mayExecute(request, binding, confirm)) ? request : undefined;
  }

  /** Asks once for each text on each connection. */
  private async mayExecute(
    { question, statement }: ExplainRequest,
    binding: Binding,
    confirm: Confirm,
  ): Promise<boolean> {
    const key = JSON.stringify([binding.profileId, binding.database, statement]);
    if (!question || this.agreed.has(key)) {
      return true;
    }
    const profile = this.parts.connections.profile(binding.profileId);
    const yes = await confirm({
      message: `Execute this statement on ${profile?.name ?? binding.profileId} and roll it back?`,
      detail: [
        question.message,
        '',
        'What is not rolled back:',
        ...question.remains.map((each) => `• ${each}`),
      ].join('\n'),
      yes: 'Execute and Roll Back',
    });
    if (yes) {
      this.agreed.add(key);
    }
    return yes;
  }

  private async run(task: ExplainTask, request: ExplainRequest): Promise<void> {
    const { work, marks, panels, runner } = this.parts;
    const { text } = task;
    marks.clear(text.uri);
    await work.perform(text.uri, async (editor, { stopped }) => {
      const panel = await panels.begin({
        kind: 'explain',
        ...{ text, request, editor },
        again: () => this.again(task),
      });
      try {
        const answer = await runExplain(editor.session, request, stopped);
        panel.succeed(answer.text);
      } catch (error) {
        if (isCancellation(error)) {
          panel.cancel();
          return;
        }
        panel.fail(runner.describe(error, 'lakehouse.plan'));
        this.mark(task, error);
      }
    });
  }

  private mark({ statement, text }: ExplainTask, error: unknown): void {
    const document = openDocument(text.uri);
    if (!(error instanceof ServerError) || !document) {
      return;
    }
    const { range } = statement;
    const { position } = error.fields;
    const place = position === undefined ? range : sentErrorPlace(statement, position);
    const presentStatement = text.present(range);
    const presentPlace = text.present(place);
    if (presentStatement && presentPlace) {
      this.parts.marks.show(document, {
        statement: presentStatement,
        place: presentPlace,
        error: { message: error.message, server: error.fields, place },
      });
    }
  }
}
