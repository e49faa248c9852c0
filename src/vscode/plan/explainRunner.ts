import type * as vscode from 'vscode';
import { isCancellation, neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { type ExplainRequest, prepareExplain } from '../../core/plan/explainRequest';
import { type ClockOverhead, clockNote } from '../../core/plan/running/clockCost';
import { type ExplainSettings, recommendedSettings } from '../../core/plan/running/explainSettings';
import { takeableRoles } from '../../core/plan/running/roleQuery';
import type { Database } from '../../core/ports';
import { findParameters } from '../../core/query/parameters';
import { type PlannedStatement, type RunTarget, statementTitle } from '../../core/query/runPlan';
import { sentErrorPlace } from '../../core/query/sentText';
import { ServerError } from '../../core/sql/serverError';
import type { ConnectionService } from '../connections/connectionService';
import type { DbtMarks } from '../explorer/dbtMarks';
import type { Binding } from '../query/connectionBindings';
import type { EditorSession } from '../query/editorSession';
import type { EditorSessions } from '../query/editorSessions';
import type { EditorWork } from '../query/editorWork';
import type { ErrorMarks } from '../query/errorMarks';
import type { Confirm } from '../query/questions';
import { documentName, openDocument } from '../query/sqlDocuments';
import type { StatementGuards } from '../query/statementGuards';
import { sqlParser } from '../query/sqlParser';
import { TextFollower } from '../query/textFollower';
import type { Runner } from '../run';
import { withDbtFiles } from './facts/dbtFiles';
import { LiveFacts } from './facts/liveFacts';
import type { EndedExplain } from './history/recordPlan';
import type { PlanPanels } from './planPanels';
import type { ExplainSubject, PlanOffer } from './planSubject';
import type { AskSettings } from './running/askSettings';
import { confirmExecution } from './running/confirmExecution';
import { oneStatement, refuseMetaCommand } from './running/oneStatement';
import { type Performance, performExplain } from './running/performExplain';
import {
  type ChooseParameterPlanning,
  chooseParameterPlanning,
  mayPlanGenerically,
  withoutValues,
  writtenPlanning,
} from './running/planParameters';
import { SettingsMemory } from './running/settingsMemory';

export interface ExplainRunnerParts {
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly sessions: EditorSessions;
  readonly work: EditorWork;
  readonly marks: ErrorMarks;
  readonly panels: PlanPanels;
  readonly confirm: Confirm;
  /** Knows the values of parameters. */
  readonly guards?: Pick<StatementGuards, 'prepare'> & Partial<Pick<StatementGuards, 'lens'>>;
  /** Remembers the options that were chosen last. */
  readonly memory?: Pick<vscode.Memento, 'get' | 'update'>;
  /** How options are asked for; by a list unless named. */
  readonly askSettings?: AskSettings;
  /** How the server's clock is measured; really, unless named. */
  readonly measureClock?: Performance['measure'];
  /** How parameters are planned; asked by a list unless named. */
  readonly choosePlanning?: ChooseParameterPlanning;
  /** Is told of each EXPLAIN that was sent and is over. */
  readonly ended?: (explained: EndedExplain) => void;
  /** Knows which files of dbt projects build which relations. */
  readonly dbt?: Pick<DbtMarks, 'files'>;
}

/** What is explained, so that it can be explained again. */
interface ExplainTask {
  /** As it stands in the document, and as it is sent. */
  readonly source: PlannedStatement;
  readonly statement: PlannedStatement;
  readonly settings: ExplainSettings;
  /** The document, and what became of its text since. */
  readonly text: TextFollower;
}

/** Explains statements of documents on their sessions and shows the plans. */
export class ExplainRunner {
  /** Statements about whose execution the user was asked, by connection, text and role. */
  private readonly agreed = new Set<string>();
  private readonly memory: SettingsMemory;

  constructor(private readonly parts: ExplainRunnerParts) {
    this.memory = new SettingsMemory(
      parts.memory ?? { get: () => undefined, update: () => Promise.resolve() },
    );
  }

  /**
   * Explains the one statement that the target means.
   * @throws UserError when there is not exactly one, or PostgreSQL has no plan for it.
   */
  async explain(document: vscode.TextDocument, target: RunTarget, analyze: boolean): Promise<void> {
    const source = oneStatement(document, target);
    await this.start(document.uri, source, () => Promise.resolve(recommendedSettings(analyze)));
  }

  /** As `explain`, with the options of EXPLAIN that the user chooses. */
  async explainWithOptions(document: vscode.TextDocument, target: RunTarget): Promise<void> {
    const source = oneStatement(document, target);
    await this.start(document.uri, source, () => this.askFor(document.uri, source, this.memory.last()));
  }

  private async start(
    uri: vscode.Uri,
    source: PlannedStatement,
    settle: () => Promise<ExplainSettings>,
  ): Promise<void> {
    const text = new TextFollower(uri);
    try {
      await this.perform({ ...(await this.withValues(uri, source, await settle())), source, text });
    } finally {
      if (!this.parts.panels.holds(text)) {
        text.dispose();
      }
    }
  }

  private async askFor(
    uri: vscode.Uri,
    source: PlannedStatement,
    settings: ExplainSettings,
  ): Promise<ExplainSettings> {
    const catalog = await this.catalog(uri);
    const { askSettings } = await import('./running/askSettings');
    const chosen = await (this.parts.askSettings ?? askSettings)({
      statement: statementTitle(source.text),
      version: catalog.server.version,
      versionText: catalog.server.versionText,
      settings,
      hasParameters: findParameters(source.text).length > 0,
      roles: () => catalog.read(takeableRoles(catalog.server.version), neverCancelled),
    });
    this.memory.note(chosen);
    return chosen;
  }

  /** The values of its parameters are asked for, as before a run, unless it is planned without any. */
  private async withValues(
    uri: vscode.Uri,
    source: PlannedStatement,
    settings: ExplainSettings,
  ): Promise<Pick<ExplainTask, 'statement' | 'settings'>> {
    const { guards, work } = this.parts;
    refuseMetaCommand(source);
    const planned = await this.parameterPlanning(uri, source, settings);
    const generic = planned.choice.genericPlan === 'on' ? withoutValues(source) : undefined;
    if (generic || !guards || findParameters(source.text).length === 0) {
      return { statement: generic ?? source, settings: planned };
    }
    return work.perform(uri, async (editor) => {
      const [prepared] = await guards.prepare({ uri, editor, statements: [source] });
      return { statement: prepared ?? source, settings: planned };
    });
  }

  /** From 16 on a statement with parameters can be planned without values: offered where nobody said what is wanted. */
  private async parameterPlanning(
    uri: vscode.Uri,
    source: PlannedStatement,
    settings: ExplainSettings,
  ): Promise<ExplainSettings> {
    if (findParameters(source.text).length === 0 || settings.choice.genericPlan === 'on') {
      return settings;
    }
    const written = writtenPlanning(source);
    const { version } = (await this.catalog(uri)).server;
    if (written === undefined && !mayPlanGenerically(source, settings, version)) {
      return settings;
    }
    const planning = written ?? (await (this.parts.choosePlanning ?? chooseParameterPlanning)());
    const genericPlan = planning === 'generic' ? 'on' : 'off';
    return { ...settings, choice: { ...settings.choice, genericPlan } };
  }

  private async catalog(uri: vscode.Uri): Promise<Database> {
    const { connections, work } = this.parts;
    const { profileId, database } = await work.binding(uri);
    return connections.database(profileId, database);
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

  /** The same with other options. */
  private async otherwise(task: ExplainTask): Promise<void> {
    const { uri } = task.text;
    const settings = await this.askFor(uri, task.source, task.settings);
    await this.again({ ...task, ...(await this.withValues(uri, task.source, settings)) });
  }

  /** Undefined when the user does not want the statement to be executed. */
  private async prepare(task: ExplainTask): Promise<ExplainRequest | undefined> {
    const { sessions, work, confirm } = this.parts;
    const { uri } = task.text;
    const { choice, repeat } = task.settings;
    const lens = this.parts.guards?.lens?.(uri);
    const role = task.settings.role ?? lens?.role;
    const settings = role === lens?.role ? lens?.settings : undefined;
    const binding = await work.binding(uri);
    const catalog = await this.catalog(uri);
    const preparation = await prepareExplain(
      {
        text: task.statement.sent?.text ?? task.statement.text,
        ...(task.statement.sent && { values: task.statement.sent.values }),
        analyze: choice.analyze === 'on',
        ...{ choice, role, settings, repeat },
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
    { question, statement, role }: ExplainRequest,
    binding: Binding,
    confirm: Confirm,
  ): Promise<boolean> {
    const key = JSON.stringify([binding.profileId, binding.database, statement, role, question?.message]);
    if (!question || this.agreed.has(key)) {
      return true;
    }
    const profile = this.parts.connections.profile(binding.profileId);
    const yes = await confirmExecution(confirm, profile?.name ?? binding.profileId, question);
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
      const panel = await panels.begin(this.subject(task, request, editor));
      const startedAt = Date.now();
      const end = (answer: EndedExplain['answer']) => {
        const elapsedMs = Date.now() - startedAt;
        this.parts.ended?.({ request, editor, uri: text.uri, startedAt, elapsedMs, answer });
      };
      try {
        const performance = {
          ...{ session: editor.session, stopped },
          progress: (words: string) => panel.progress(words),
          ...(this.parts.measureClock && { measure: this.parts.measureClock }),
        };
        const explained = await editor.enclosed(() => performExplain(request, task.settings, performance));
        const { answer, clock } = explained;
        panel.succeed(answer, { ...explained, offers: clock ? [this.withoutTiming(task, clock)] : [] });
        end(answer);
      } catch (error) {
        end({ error });
        if (isCancellation(error)) {
          panel.cancel();
          return;
        }
        panel.fail(runner.describe(error, 'lakehouse.plan'));
        this.mark(task, error);
      }
    });
  }

  private subject(task: ExplainTask, request: ExplainRequest, editor: EditorSession): ExplainSubject {
    const { profileId, database } = editor.binding;
    return {
      kind: 'explain',
      text: task.text,
      ...{ request, editor },
      again: () => this.again(task),
      withOptions: () => this.otherwise(task),
      facts: new LiveFacts({
        database: () => this.parts.connections.database(profileId, database),
        role: request.role ?? editor.role,
        withDbt: (facts) =>
          this.parts.runner.quietly('asking dbt projects', facts, async () => {
            const fileOf = await this.parts.dbt?.files({ profileId, database });
            return fileOf ? withDbtFiles(facts, fileOf) : facts;
          }),
      }),
    };
  }

  private withoutTiming(task: ExplainTask, clock: ClockOverhead): PlanOffer {
    const { settings } = task;
    const timing = { ...settings, choice: { ...settings.choice, timing: 'off' } };
    return {
      text: clockNote(clock),
      action: 'Run without Timing',
      take: () => this.again({ ...task, settings: timing }),
    };
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
