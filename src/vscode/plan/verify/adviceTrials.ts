import { randomUUID } from 'node:crypto';
import { CancelledError, type CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { type AdviceFix, createIndexSql, type IndexProposal } from '../../../core/plan/advice/advice';
import { type CopyPlan, planCopy } from '../../../core/plan/verify/copyPlan';
import { copyQuestion } from '../../../core/plan/verify/copyQuestion';
import { readTableFacts, type TableFacts } from '../../../core/plan/verify/tableFacts';
import type { Trial, TrialProgress } from '../../../core/plan/verify/trial';
import { type RelationName, relationWords } from '../../../core/plan/verify/trialRelation';
import { hypotheticalMethods, tryHypothetical } from '../../../core/plan/verify/tryHypothetical';
import { tryOnCopy } from '../../../core/plan/verify/tryOnCopy';
import { trySetting } from '../../../core/plan/verify/trySetting';
import type { TrialWay } from '../../../protocol/planTrials';
import type { ConnectionService } from '../../connections/connectionService';
import type { EditorSession } from '../../query/editorSession';
import type { EditorWork } from '../../query/editorWork';
import type { Confirm } from '../../query/questions';
import { documentName, openDocument } from '../../query/sqlDocuments';
import { sqlParser } from '../../query/sqlParser';
import type { ExplainSubject } from '../planSubject';
import type { UnfinishedTrials } from './unfinishedTrials';

export interface AdviceTrialParts {
  readonly connections: ConnectionService;
  readonly work: EditorWork;
  readonly confirm: Confirm;
  readonly unfinished: UnfinishedTrials;
  /** Tells the user what could not be cleared away. */
  readonly warn: (sentence: string) => void;
}

/** A fix that is to be tried, and how. */
export interface TrialTask {
  readonly subject: ExplainSubject;
  readonly fix: AdviceFix;
  readonly way: TrialWay;
  /** What the statement took, in milliseconds; undefined when it was not executed. */
  readonly realMs: number | undefined;
  readonly progress: TrialProgress;
}

/** Tries what an advice proposes, on the session of the editor whose plan is shown. */
export class AdviceTrials {
  /** Tables that the user let us copy, by connection: where nothing is at stake, one question is enough. */
  private readonly agreed = new Set<string>();

  constructor(private readonly parts: AdviceTrialParts) {}

  /**
   * @throws UserError when it cannot be tried, ServerError, ConnectionLostError, CancelledError when the user cancelled or
   * did not agree.
   */
  async try(task: TrialTask, signal: CancelSignal): Promise<Trial> {
    const { fix } = task;
    switch (fix.kind) {
      case 'setting':
        return this.trySetting(task, fix, signal);
      case 'index':
        return this.tryIndex(task, fix.proposal, signal);
      case 'sql':
        throw new UserError('Only indexes and settings can be tried.');
    }
  }

  private async trySetting(
    task: TrialTask,
    proposal: Extract<AdviceFix, { kind: 'setting' }>,
    signal: CancelSignal,
  ): Promise<Trial> {
    const { request } = task.subject;
    if (request.question && !(await this.parts.confirm(repeatQuestion(request.question.remains)))) {
      throw new CancelledError();
    }
    return this.withReader(task.subject, signal, (editor, stopped) =>
      trySetting(editor.session, request, { proposal, progress: task.progress }, stopped),
    );
  }

  private async tryIndex(task: TrialTask, proposal: IndexProposal, signal: CancelSignal): Promise<Trial> {
    const { subject, way, progress } = task;
    const { editor, request } = subject;
    const table = tableOf(proposal);
    if (editor.profile.sandbox) {
      throw new UserError('The sandbox holds data of your own: create the index in it, and explain again.');
    }
    const { profileId, database } = editor.binding;
    const catalog = await this.parts.connections.database(profileId, database);
    const [facts] = await catalog.read(readTableFacts(table), signal);
    if (!facts) {
      throw new UserError(`There is no table ${relationWords(table)} any more. Explain the statement again.`);
    }
    const { hypopg } = facts;
    if (way === 'best' && hypopg !== undefined && hypotheticalMethods.has(proposal.method)) {
      const indexSql = createIndexSql(proposal, { concurrently: false });
      return this.withReader(subject, signal, (reader, stopped) =>
        tryHypothetical(reader.session, { indexSql, hypopg, request, progress }, stopped),
      );
    }
    const plan = await this.agreeOnCopy(task, table, facts);
    return this.onCopy(task, { proposal, plan }, signal);
  }

  private async onCopy(
    { subject, realMs, progress }: TrialTask,
    { proposal, plan }: { readonly proposal: IndexProposal; readonly plan: CopyPlan },
    signal: CancelSignal,
  ): Promise<Trial> {
    const { connections, unfinished, warn } = this.parts;
    const { profileId, database } = subject.editor.binding;
    const parser = await sqlParser();
    const place = { profileId, database, schema: plan.schema };
    let dropped = true;
    await unfinished.begin(place);
    return this.withReader(subject, signal, (reader, stopped) =>
      tryOnCopy(
        {
          plan,
          indexSql: (copy) => createIndexSql({ ...proposal, ...copy }, { concurrently: false }),
          request: subject.request,
          realMs,
          parser,
          reader: reader.session,
          openBuilder: () => connections.openSession(profileId, database),
          progress,
          warn: (sentence) => {
            dropped = false;
            warn(sentence);
          },
        },
        stopped,
      ),
    ).finally(() => unfinished.end(place, dropped));
  }

  /** @throws UserError when no copy can be made, CancelledError when the user does not want it. */
  private async agreeOnCopy(
    { subject: { editor, request } }: TrialTask,
    table: RelationName,
    facts: TableFacts,
  ): Promise<CopyPlan> {
    const word = randomUUID().replaceAll('-', '').slice(0, 10);
    const decision = planCopy(table, facts, editor.session.server, word);
    if (decision.kind === 'impossible') {
      throw new UserError(decision.reason);
    }
    const { profile, binding, session, readOnly } = editor;
    const production = profile.environment === 'production';
    const key = JSON.stringify([binding.profileId, binding.database, table]);
    if (!production && !readOnly && this.agreed.has(key)) {
      return decision.plan;
    }
    const question = copyQuestion(decision.plan, {
      connection: profile.name,
      database: session.server.database,
      production,
      readOnly,
      executes: request.executes,
      remains: request.question?.remains ?? [],
    });
    if (!(await this.parts.confirm(question))) {
      throw new CancelledError();
    }
    this.agreed.add(key);
    return decision.plan;
  }

  /** Plans on the session of the editor, with its settings; it does nothing else meanwhile. */
  private async withReader<T>(
    subject: ExplainSubject,
    signal: CancelSignal,
    task: (editor: EditorSession, stopped: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { uri } = subject.text;
    if (!openDocument(uri)) {
      throw new UserError(`${documentName(uri)} is closed. Open it and explain its statement again.`);
    }
    return this.parts.work.perform(uri, async (editor, { stopped }) => {
      const [now, then] = [editor.binding, subject.editor.binding];
      if (now.profileId !== then.profileId || now.database !== then.database) {
        throw new UserError(
          `${documentName(uri)} is connected to another database now. Explain the statement again.`,
        );
      }
      const either = new AbortController();
      const stop = () => either.abort(new CancelledError());
      for (const each of [signal, stopped]) {
        each.addEventListener('abort', stop, { once: true });
      }
      if (signal.aborted || stopped.aborted) {
        stop();
      }
      try {
        return await task(editor, either.signal);
      } finally {
        signal.removeEventListener('abort', stop);
        stopped.removeEventListener('abort', stop);
      }
    });
  }
}

function tableOf({ schema, relation }: IndexProposal): RelationName {
  if (schema === undefined) {
    throw new UserError('The plan does not tell the schema of the table. Explain with VERBOSE.');
  }
  return { schema, relation };
}

function repeatQuestion(remains: readonly string[]) {
  return {
    message: 'Execute this statement up to four more times, and roll it back each time?',
    detail: ['What is not rolled back:', ...remains.map((each) => `• ${each}`)].join('\n'),
    yes: 'Execute and Roll Back',
  };
}
