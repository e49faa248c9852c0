import * as vscode from 'vscode';
import { isCancellation } from '../../../base/cancelSignal';
import type { Disposable } from '../../../base/disposable';
import type { Advice, AdviceFix } from '../../../core/plan/advice/advice';
import { advisePlan } from '../../../core/plan/advice/advisePlan';
import { fixText } from '../../../core/plan/advice/fixText';
import { computePlan } from '../../../core/plan/arithmetic';
import type { PlanDocument } from '../../../core/plan/planModel';
import type { CatalogFacts } from '../../../core/plan/relationFacts';
import type { AdviceList, PlanAdviceHost, PlanPlace } from '../../../protocol/planAdvice';
import { adviceName, type FixPlace } from '../../../protocol/planTrials';
import type { Handlers } from '../../../protocol/rpc';
import { openDocument } from '../../query/sqlDocuments';
import type { PlanSubject } from '../planSubject';

/** What a panel shows at this moment. */
export interface ShownDocument {
  readonly runId: number;
  readonly subject: PlanSubject;
  readonly document: PlanDocument;
  /** Undefined without a connection. */
  readonly catalog: PlanCatalog | undefined;
}

/** What the live catalog knows of the relations of a plan. */
export interface PlanCatalog {
  all(document: PlanDocument, signal: AbortSignal): Promise<CatalogFacts>;
}

export interface PanelAdviceParts {
  /** Undefined while there is no plan. */
  readonly shown: () => ShownDocument | undefined;
  /** Tells the page. */
  readonly tell: (list: AdviceList) => void;
}

/**
 * The advice about the plans of a panel. It is computed when the page asks, so that a plan is drawn first; then the catalog
 * is asked, and the list is told anew.
 */
export class PanelAdvice implements Disposable {
  private known: Known | undefined;
  private reading: AbortController | undefined;

  constructor(private readonly parts: PanelAdviceParts) {}

  /** What the page may ask. */
  get handlers(): Handlers<PlanAdviceHost> {
    return {
      advice: (place) => this.list(place),
      insertFix: async (place) => {
        const fix = this.fix(place);
        const shown = this.parts.shown();
        if (fix && shown) {
          await insertText(fix, shown.subject);
        }
      },
      copyFix: async (place) => {
        const fix = this.fix(place);
        if (fix) {
          await vscode.env.clipboard.writeText(fixText(fix).text);
        }
      },
    };
  }

  /** The fix of which the page speaks; undefined when something else is shown by now. */
  fix({ runId, plan, advice, fix }: FixPlace): AdviceFix | undefined {
    const list = this.current(runId)?.lists[plan];
    return list?.find((each) => adviceName(each) === advice)?.fixes[fix];
  }

  dispose(): void {
    this.reading?.abort();
  }

  private list({ runId, plan }: PlanPlace): AdviceList | undefined {
    const known = this.current(runId);
    return known && listOf(known, plan);
  }

  private current(runId: number): Known | undefined {
    const shown = this.parts.shown();
    if (shown?.runId !== runId) {
      return undefined;
    }
    if (this.known?.shown.document !== shown.document) {
      this.reading?.abort();
      const catalog = shown.catalog ? 'reading' : 'none';
      this.known = { shown, lists: advise(shown.document, undefined), catalog };
      void this.askCatalog(this.known);
    }
    return this.known;
  }

  private async askCatalog({ shown }: Known): Promise<void> {
    const { catalog, document } = shown;
    if (!catalog) {
      return;
    }
    const reading = new AbortController();
    this.reading = reading;
    try {
      const facts = await catalog.all(document, reading.signal);
      this.become({ shown, lists: advise(document, facts), catalog: 'known' });
    } catch (error) {
      if (!isCancellation(error)) {
        const failed = error instanceof Error ? error.message : String(error);
        this.become({ shown, lists: advise(document, undefined), catalog: { failed } });
      }
    }
  }

  private become(known: Known): void {
    if (this.known?.shown === known.shown && this.parts.shown()?.document === known.shown.document) {
      this.known = known;
      known.lists.forEach((_, plan) => this.parts.tell(listOf(known, plan)));
    }
  }
}

interface Known {
  readonly shown: ShownDocument;
  /** Of each plan of the statement. */
  readonly lists: readonly (readonly Advice[])[];
  readonly catalog: AdviceList['catalog'];
}

function advise(document: PlanDocument, facts: CatalogFacts | undefined): readonly (readonly Advice[])[] {
  return document.results.map((result) =>
    result.kind === 'plan' ? advisePlan(result, computePlan(result), facts) : [],
  );
}

function listOf({ shown, lists, catalog }: Known, plan: number): AdviceList {
  const advice = (lists[plan] ?? []).map((each) => ({
    ...each,
    fixes: each.fixes.map((fix) => ({ kind: fix.kind, ...fixText(fix) })),
  }));
  return { runId: shown.runId, plan, advice, catalog };
}

/** At the end of the document that was explained, when the text is SQL and it is still open; else in a new one. */
async function insertText(fix: AdviceFix, subject: PlanSubject): Promise<void> {
  const { text, language } = fixText(fix);
  const open = subject.kind === 'explain' && language === 'sql' ? openDocument(subject.text.uri) : undefined;
  const document = open ?? (await vscode.workspace.openTextDocument({ language, content: '' }));
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  const end = document.lineAt(document.lineCount - 1).range.end;
  const before = document.getText() === '' ? '' : end.character === 0 ? '\n' : '\n\n';
  const inserted = await editor.edit((edit) => edit.insert(end, `${before}${text}\n`));
  if (inserted) {
    const start = document.positionAt(document.offsetAt(end) + before.length);
    editor.selection = new vscode.Selection(start, document.positionAt(document.getText().length - 1));
    editor.revealRange(editor.selection);
  }
}
