import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../base/disposable';
import { UserError } from '../../../base/userError';
import { detailReader } from '../../../core/plan/compare/comparedDetails';
import { comparePlans } from '../../../core/plan/compare/comparePlans';
import { comparisonMarkdown } from '../../../core/plan/compare/comparisonText';
import type { PlanComparison } from '../../../core/plan/compare/planComparison';
import {
  type ComparedDetails,
  type ComparedPlan,
  type ComparisonHost,
  comparisonHostValidators,
  type ComparisonPage,
  type ComparisonView,
  type RowRequest,
} from '../../../protocol/planComparison';
import type { Handlers, Rpc } from '../../../protocol/rpc';
import { connectWebview, loadWebviewPage } from '../../webview/webviewPage';
import type { PlanPanelParts } from '../planPanelHost';
import type { ComparablePlan } from './comparablePlan';

/** The page that shows one comparison after the other. */
export class ComparisonPanel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly panel: vscode.WebviewPanel;
  private readonly rpc: Rpc<ComparisonHost, ComparisonPage>;
  private shown: Shown | undefined;
  private lastId = 0;

  constructor(parts: Pick<PlanPanelParts, 'extensionUri' | 'runner'>, onDidDispose: () => void) {
    this.panel = vscode.window.createWebviewPanel(
      'lakehouse.comparePlans',
      'Compared Plans',
      vscode.ViewColumn.Active,
    );
    this.panel.onDidDispose(() => {
      onDidDispose();
      this.store.dispose();
    });
    this.rpc = this.store.add(
      connectWebview<ComparisonHost, ComparisonPage>(
        this.panel.webview,
        this.handlers(),
        comparisonHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(this.panel.webview, parts.extensionUri, {
      name: 'comparePlans',
      title: 'Compared Plans',
    });
  }

  /** What is shown now. */
  view(): ComparisonView | undefined {
    const { shown } = this;
    return (
      shown && {
        id: shown.id,
        before: placeOf(shown.before),
        after: placeOf(shown.after),
        comparison: shown.comparison,
      }
    );
  }

  /** @param remarks sentences on both plans, which stay when they are swapped */
  show(before: ComparablePlan, after: ComparablePlan, remarks: readonly string[] = []): void {
    this.take(before, after, remarks);
    this.panel.reveal();
    const view = this.view();
    if (view) {
      this.rpc.notify.show(view);
    }
  }

  dispose(): void {
    this.panel.dispose();
  }

  private take(before: ComparablePlan, after: ComparablePlan, remarks: readonly string[]): void {
    const comparison = comparePlans(before.plan, after.plan, { before: before.runs, after: after.runs });
    this.shown = {
      id: ++this.lastId,
      ...{ before, after, remarks },
      comparison: { ...comparison, notes: [...remarks, ...comparison.notes] },
      detailsBefore: detailReader(before.plan),
      detailsAfter: detailReader(after.plan),
    };
  }

  private handlers(): Handlers<ComparisonHost> {
    return {
      ready: () => this.view(),
      details: (request) => this.details(request),
      swap: () => {
        if (this.shown) {
          this.take(this.shown.after, this.shown.before, this.shown.remarks);
        }
        return this.view();
      },
      copy: async () => {
        if (this.shown) {
          const { comparison, before, after } = this.shown;
          const text = comparisonMarkdown(comparison, { before: before.name, after: after.name });
          await vscode.env.clipboard.writeText(text);
        }
      },
      open: async ({ side }) => {
        const open = this.shown?.[side].open;
        if (!open) {
          throw new UserError('This plan cannot be shown by itself any more.');
        }
        await open();
      },
    };
  }

  private details({ id, row }: RowRequest): ComparedDetails {
    const { shown } = this;
    const found = shown?.comparison.rows[row];
    return {
      before: id === shown?.id ? shown.detailsBefore(found?.before) : undefined,
      after: id === shown?.id ? shown.detailsAfter(found?.after) : undefined,
    };
  }
}

interface Shown {
  readonly id: number;
  readonly before: ComparablePlan;
  readonly after: ComparablePlan;
  readonly remarks: readonly string[];
  readonly comparison: PlanComparison;
  readonly detailsBefore: ReturnType<typeof detailReader>;
  readonly detailsAfter: ReturnType<typeof detailReader>;
}

/** What can be sent to a page: functions and whole plans cannot. */
function placeOf({ name, origin, statement }: ComparablePlan): ComparedPlan {
  return { name, origin, statement };
}
