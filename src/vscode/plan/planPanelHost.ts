import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { parseJsonPlan } from '../../core/plan/parseJson';
import type { PlanDocument, PlanProblem } from '../../core/plan/planModel';
import { type PlanNodeView, type PlanView, planViews, type UtilityView } from '../../core/plan/planView';
import {
  type DroppedText,
  type NodeRequest,
  type PlanHost,
  planHostValidators,
  type PlanPanel,
  type PlanPanelView,
  type PlanState,
  planTree,
} from '../../protocol/plan';
import type { FixPlace } from '../../protocol/planTrials';
import type { Handlers, Rpc } from '../../protocol/rpc';
import type { TextFollower } from '../query/textFollower';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import type { Runner } from '../run';
import type { SeenPlan } from './compare/seenPlan';
import { PanelAdvice, type ShownDocument } from './advice/panelAdvice';
import { PanelTrials, type TrialParts, type TriedFix } from './verify/panelTrials';
import type { SharedPlan } from './share/sharePlan';
import { planViewHandlers, type ShownPlans } from './views/planViewHandlers';
import { runningHandlers, type ShownPlan } from './running/runningHandlers';
import {
  type ExplainSubject,
  type PlanOffer,
  type PlanSubject,
  release,
  statementOf,
  subjectKey,
  subjectNotes,
  subjectView,
  tabTitle,
  type TextSubject,
} from './planSubject';

export interface PlanPanelParts {
  readonly extensionUri: vscode.Uri;
  readonly runner: Runner;
  /** Tries what an advice proposes; undefined where nothing can be tried. */
  readonly trials?: TrialParts;
  /** Where the choice of columns is kept. */
  readonly memory: vscode.Memento;
  /** Hears of every plan that comes into sight. */
  readonly shown?: (plan: SeenPlan) => void;
}

/** After so many the reader has seen what is wrong with the text. */
const shownProblems = 5;

/** A panel with one plan after the other, of a document or of a text from elsewhere. */
export class PlanPanelHost implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = this.store.add(new Emitter<void>());
  private readonly panel: vscode.WebviewPanel;
  private readonly rpc: Rpc<PlanHost, PlanPanel>;
  private subject: PlanSubject | undefined;
  private runId = 0;
  private startedAt = 0;
  private outcome: Outcome = { kind: 'running' };
  private readonly advice: PanelAdvice;
  private readonly trials: PanelTrials;
  readonly onDidDispose = this.disposed.event;

  /** @param openText opens a text that was dropped onto the page. */
  constructor(
    private readonly parts: PlanPanelParts,
    private readonly openText: (dropped: DroppedText) => Promise<void>,
  ) {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.panel = vscode.window.createWebviewPanel('lakehouse.plan', 'Plan', column);
    this.advice = this.store.add(
      new PanelAdvice({
        shown: () => this.shownDocument(),
        tell: (list) => this.rpc.notify.advised(list),
      }),
    );
    this.trials = this.store.add(
      new PanelTrials({
        runner: parts.runner,
        parts: parts.trials,
        find: (place) => this.triedFix(place),
        tell: (trial) => this.rpc.notify.trial(trial),
      }),
    );
    this.panel.onDidDispose(() => {
      release(this.subject);
      this.disposed.fire();
      this.store.dispose();
    });
    this.rpc = this.store.add(
      connectWebview<PlanHost, PlanPanel>(
        this.panel.webview,
        this.handlers(),
        planHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(this.panel.webview, parts.extensionUri, { name: 'plan', title: 'Plan' });
  }

  /** The text of an editor whose plan is shown. */
  get text(): TextFollower | undefined {
    return this.subject?.kind === 'explain' ? this.subject.text : undefined;
  }

  get active(): boolean {
    return this.panel.active;
  }

  /** The plan that is shown, for others; undefined when there is none. */
  toShare(): SharedPlan | undefined {
    const { outcome, subject } = this;
    return outcome.kind === 'ready' && subject
      ? {
          name: tabTitle(subject).replace(/^Plan: /, ''),
          document: outcome.document,
          json: subject.kind === 'explain' || subject.plan.format === 'json' ? outcome.answer : undefined,
          statement: statementOf(subject),
        }
      : undefined;
  }

  /** What is shown now. */
  view(): PlanPanelView | undefined {
    const { runId, subject } = this;
    return subject && { runId, ...subjectView(subject), state: this.state() };
  }

  /** Shows a new EXPLAIN, which is running; the editor keeps the focus. */
  begin(runId: number, subject: ExplainSubject): void {
    this.take(runId, subject);
    this.panel.reveal(undefined, true);
    this.become({ kind: 'running' });
  }

  /** Shows a plan that was written elsewhere. */
  open(runId: number, subject: TextSubject): void {
    this.take(runId, subject);
    this.panel.reveal();
    const { document, problems, text } = subject.plan;
    this.ready(text, document, problems);
  }

  /** Says what is under way, such as the second of three runs. */
  progress(note: string): void {
    this.become({ kind: 'running', note });
  }

  /** @param answer the server's JSON. */
  succeed(answer: string, extras: RunExtras = {}): void {
    const { value, problems } = parseJsonPlan(answer);
    if (value === undefined) {
      const reasons = problems.map((problem) => problem.message).join(' ');
      this.fail(`The server's answer could not be read as a plan. ${reasons}`);
      return;
    }
    this.ready(answer, value, problems, extras);
  }

  fail(message: string): void {
    this.become({ kind: 'failed', message });
  }

  cancel(): void {
    this.become({ kind: 'cancelled' });
  }

  /** The document has another name now. */
  rename(uri: vscode.Uri): void {
    if (this.subject?.kind === 'explain') {
      this.subject.text.uri = uri;
      this.panel.title = tabTitle(this.subject);
    }
    this.show();
  }

  dispose(): void {
    this.panel.dispose();
  }

  private take(runId: number, subject: PlanSubject): void {
    release(this.subject, subject);
    this.trials.forget();
    this.runId = runId;
    this.subject = subject;
    this.startedAt = Date.now();
    this.panel.title = tabTitle(subject);
  }

  private ready(
    answer: string,
    document: PlanDocument,
    problems: readonly PlanProblem[],
    { notes: more = [], offers = [], runs }: RunExtras = {},
  ): void {
    const notes = [...subjectNotes(this.subject), ...more, ...this.problemNotes(problems)];
    const plans = planViews(document).map((plan) => withNotes(plan, notes));
    this.become({ kind: 'ready', answer, document, plans, offers });
    if (this.subject) {
      this.parts.shown?.({ subject: this.subject, document, text: answer, ...(runs && { runs }) });
    }
  }

  /** Of a text that the user can look at, the place is told. */
  private problemNotes(problems: readonly PlanProblem[]): readonly string[] {
    const isText = this.subject?.kind === 'text';
    const notes = problems
      .slice(0, shownProblems)
      .map(({ line, message }) => (isText ? `Line ${line}: ${message}` : message));
    const more = problems.length - notes.length;
    return more === 0 ? notes : [...notes, `${more} more places could not be read.`];
  }

  private become(outcome: Outcome): void {
    this.outcome = outcome;
    this.show();
  }

  private show(): void {
    const view = this.view();
    if (view) {
      this.rpc.notify.show(view);
    }
  }

  private state(): PlanState {
    const { outcome } = this;
    switch (outcome.kind) {
      case 'running':
        return { ...outcome, elapsedMs: Date.now() - this.startedAt };
      case 'ready':
        return {
          kind: 'ready',
          plans: outcome.plans.map((plan) => (plan.kind === 'plan' ? planTree(plan) : plan)),
          offers: outcome.offers.map(({ text, action }) => ({ text, action })),
        };
      case 'failed':
      case 'cancelled':
        return outcome;
    }
  }

  private handlers(): Handlers<PlanHost> {
    return {
      ...this.advice.handlers,
      ...this.trials.handlers,
      ready: () => {
        this.trials.tellAll();
        return this.view();
      },
      ...planViewHandlers(this.parts.memory, () => this.shown()),
      details: (request) => this.node(request)?.details ?? [],
      copy: async ({ what }) => {
        const { outcome, subject } = this;
        const raw = outcome.kind === 'ready' ? outcome.answer : '';
        const statement = (subject && statementOf(subject)) ?? '';
        await vscode.env.clipboard.writeText(what === 'raw' ? raw : statement);
      },
      copyNode: async (request) => {
        const node = this.node(request);
        if (node) {
          await vscode.env.clipboard.writeText(nodeText(node));
        }
      },
      share: async () => {
        const key = this.subject && subjectKey(this.subject);
        await vscode.commands.executeCommand('lakehouse.plan.export', key);
      },
      compare: async () => {
        const key = this.subject && subjectKey(this.subject);
        await vscode.commands.executeCommand('lakehouse.plan.compare', key);
      },
      cancel: async () => {
        await vscode.commands.executeCommand('lakehouse.query.cancel', this.text?.uri);
      },
      openText: async (dropped) => {
        await this.parts.runner.attempt('lakehouse.plan.openText', () => this.openText(dropped));
      },
      runAgain: async () => {
        const again = this.subject?.again;
        if (again) {
          await this.parts.runner.attempt('lakehouse.plan.again', again);
        }
      },
      ...runningHandlers(this.parts.runner, () => this.run()),
    };
  }

  /** The fix of which the page speaks, where there is a connection to try it on. */
  private triedFix(place: FixPlace): TriedFix | undefined {
    const { subject, outcome } = this;
    const fix = this.advice.fix(place);
    if (!fix || subject?.kind !== 'explain' || outcome.kind !== 'ready') {
      return undefined;
    }
    const result = outcome.document.results[place.plan];
    return { subject, fix, realMs: result?.kind === 'plan' ? result.executionMs : undefined };
  }

  private shownDocument(): ShownDocument | undefined {
    const { outcome, runId, subject } = this;
    return outcome.kind === 'ready' && subject
      ? {
          runId,
          subject,
          document: outcome.document,
          catalog: subject.kind === 'explain' ? subject.facts : undefined,
        }
      : undefined;
  }

  private shown(): ShownPlans | undefined {
    const { outcome, subject, runId } = this;
    return outcome.kind === 'ready'
      ? { runId, ...outcome, statement: (subject && statementOf(subject)) ?? '' }
      : undefined;
  }

  private run(): ShownPlan {
    const { outcome, runId, subject } = this;
    return { runId, subject, ...(outcome.kind === 'ready' && outcome) };
  }

  private node({ runId, plan, node }: NodeRequest): PlanNodeView | undefined {
    const found = this.outcome.kind === 'ready' ? this.outcome.plans[plan] : undefined;
    return runId === this.runId && found?.kind === 'plan' ? found.nodes[node] : undefined;
  }
}

type Outcome =
  | { readonly kind: 'running'; readonly note?: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' }
  | {
      readonly kind: 'ready';
      /** The plan as it was written. */
      readonly answer: string;
      readonly document: PlanDocument;
      readonly plans: readonly (PlanView | UtilityView)[];
      readonly offers: readonly PlanOffer[];
    };

/** What an EXPLAIN brings beside the plan. */
export interface RunExtras {
  /** Sentences to stand before those of the plan. */
  readonly notes?: readonly string[];
  readonly offers?: readonly PlanOffer[];
  /** What each execution took, in milliseconds, where there were several. */
  readonly runs?: readonly number[];
}

/** Why nothing was executed, or what of the text was not understood, stands before what the plan itself tells. */
function withNotes(plan: PlanView | UtilityView, notes: readonly string[]): PlanView | UtilityView {
  return plan.kind === 'utility'
    ? plan
    : { ...plan, header: { ...plan.header, notes: [...notes, ...plan.header.notes] } };
}

function nodeText({ title, details }: PlanNodeView): string {
  return [title, ...details.map(({ label, text }) => `  ${label}: ${text}`)].join('\n');
}
