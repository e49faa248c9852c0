import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { themeColorOf } from '../../core/connections/connectionColor';
import { sandboxPlanNote } from '../../core/connections/sandbox';
import type { ExplainRequest } from '../../core/plan/explainRequest';
import { parseJsonPlan } from '../../core/plan/parseJson';
import { type PlanNodeView, type PlanView, planViews, type UtilityView } from '../../core/plan/planView';
import { statementTitle } from '../../core/query/runPlan';
import {
  type NodeRequest,
  type PlanHost,
  planHostValidators,
  type PlanPanel,
  type PlanPanelView,
  type PlanState,
  planTree,
} from '../../protocol/plan';
import type { Handlers, Rpc } from '../../protocol/rpc';
import type { EditorSession } from '../query/editorSession';
import { documentName } from '../query/sqlDocuments';
import type { TextFollower } from '../query/textFollower';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import type { Runner } from '../run';

export interface PlanPanelParts {
  readonly extensionUri: vscode.Uri;
  readonly runner: Runner;
}

/** What a panel shows: one EXPLAIN. */
export interface PlanRun {
  /** The document, and what became of its text since. */
  readonly text: TextFollower;
  readonly request: ExplainRequest;
  readonly editor: EditorSession;
  /** Explains the same statement again. */
  readonly again: () => Promise<void>;
}

/** The plan panel of a document. */
export class PlanPanelHost implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = this.store.add(new Emitter<void>());
  private readonly panel: vscode.WebviewPanel;
  private readonly rpc: Rpc<PlanHost, PlanPanel>;
  private run: PlanRun | undefined;
  private runId = 0;
  private startedAt = 0;
  private outcome: Outcome = { kind: 'running' };
  readonly onDidDispose = this.disposed.event;

  constructor(private readonly parts: PlanPanelParts) {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.panel = vscode.window.createWebviewPanel('lakehouse.plan', 'Plan', column);
    this.panel.onDidDispose(() => {
      this.run?.text.dispose();
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

  /** The text whose plan is shown. */
  get text(): TextFollower | undefined {
    return this.run?.text;
  }

  /** What is shown now. */
  view(): PlanPanelView | undefined {
    if (!this.run) {
      return undefined;
    }
    const { runId } = this;
    const { text, request, editor } = this.run;
    return {
      runId,
      title: request.executes ? 'EXPLAIN ANALYZE' : 'EXPLAIN',
      documentName: documentName(text.uri),
      connectionName: editor.profile.name,
      database: editor.session.server.database,
      environment: editor.profile.environment,
      color: themeColorOf(editor.profile),
      statement: statementTitle(request.statement),
      state: this.state(),
    };
  }

  /** Shows a new EXPLAIN, which is running; the editor keeps the focus. */
  begin(runId: number, run: PlanRun): void {
    if (this.run?.text !== run.text) {
      this.run?.text.dispose();
    }
    this.runId = runId;
    this.run = run;
    this.startedAt = Date.now();
    this.nameTab(run.text.uri);
    this.panel.reveal(undefined, true);
    this.become({ kind: 'running' });
  }

  /** @param answer the server's JSON. */
  succeed(answer: string): void {
    const { value, problems } = parseJsonPlan(answer);
    const reasons = problems.map((problem) => problem.message);
    if (value === undefined) {
      this.fail(`The server's answer could not be read as a plan. ${reasons.join(' ')}`);
      return;
    }
    const plans = planViews(value).map((plan) => this.withNotes(plan, reasons));
    this.become({ kind: 'ready', answer, plans });
  }

  fail(message: string): void {
    this.become({ kind: 'failed', message });
  }

  cancel(): void {
    this.become({ kind: 'cancelled' });
  }

  /** The document has another name now. */
  rename(uri: vscode.Uri): void {
    if (this.run) {
      this.run.text.uri = uri;
    }
    this.nameTab(uri);
    this.show();
  }

  dispose(): void {
    this.panel.dispose();
  }

  private nameTab(uri: vscode.Uri): void {
    this.panel.title = `Plan: ${documentName(uri)}`;
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

  /** What the figures alone would not tell: why nothing was executed, or what of the answer was not understood. */
  private withNotes(plan: PlanView | UtilityView, problems: readonly string[]): PlanView | UtilityView {
    if (plan.kind === 'utility') {
      return plan;
    }
    const note = this.run?.request.note;
    const notes = [
      ...(note === undefined ? [] : [note]),
      ...(this.run?.editor.profile.sandbox ? [sandboxPlanNote] : []),
      ...problems,
      ...plan.header.notes,
    ];
    return { ...plan, header: { ...plan.header, notes } };
  }

  private state(): PlanState {
    const { outcome } = this;
    switch (outcome.kind) {
      case 'running':
        return { kind: 'running', elapsedMs: Date.now() - this.startedAt };
      case 'ready':
        return {
          kind: 'ready',
          plans: outcome.plans.map((plan) => (plan.kind === 'plan' ? planTree(plan) : plan)),
        };
      case 'failed':
      case 'cancelled':
        return outcome;
    }
  }

  private handlers(): Handlers<PlanHost> {
    return {
      ready: () => this.view(),
      details: (request) => this.node(request)?.details ?? [],
      copy: async ({ what }) => {
        const { outcome, run } = this;
        const answer = outcome.kind === 'ready' ? outcome.answer : '';
        await vscode.env.clipboard.writeText(what === 'json' ? answer : (run?.request.statement ?? ''));
      },
      copyNode: async (request) => {
        const node = this.node(request);
        if (node) {
          await vscode.env.clipboard.writeText(nodeText(node));
        }
      },
      cancel: async () => {
        await vscode.commands.executeCommand('lakehouse.query.cancel', this.run?.text.uri);
      },
      runAgain: async () => {
        const { run } = this;
        if (run) {
          await this.parts.runner.attempt('lakehouse.plan.again', () => run.again());
        }
      },
    };
  }

  private node({ runId, plan, node }: NodeRequest): PlanNodeView | undefined {
    const found = this.outcome.kind === 'ready' ? this.outcome.plans[plan] : undefined;
    return runId === this.runId && found?.kind === 'plan' ? found.nodes[node] : undefined;
  }
}

type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'ready'; readonly answer: string; readonly plans: readonly (PlanView | UtilityView)[] };

function nodeText({ title, details }: PlanNodeView): string {
  return [title, ...details.map(({ label, text }) => `  ${label}: ${text}`)].join('\n');
}
