import { html, render, type TemplateResult } from 'lit/html.js';
import type {
  ComparedDetails,
  ComparisonHost,
  ComparisonView,
  PlanSide,
} from '../../src/protocol/planComparison';
import type { Remote } from '../../src/protocol/rpc';
import { visibleText } from '../shared/visibleText';
import { countOf } from '../shared/words';
import { vscodeApi } from '../shared/vscodeApi';
import { detailsTemplate, sidesTemplate, summaryTemplate } from './comparisonParts';
import { ComparisonTable } from './comparisonTable';
import { ComparisonTree } from './comparisonTree';
import { comparedColumns } from './comparisonWords';

/** The page of a comparison: keeps what it was told and what is selected, and draws it. */
export class ComparePlansApp {
  private view: ComparisonView | undefined;
  private tree: ComparisonTree | undefined;
  private readonly table = new ComparisonTable(() => this.draw());
  private readonly details = new Map<number, ComparedDetails | Error>();
  private readonly asked = new Set<number>();
  private allChanges = false;
  /** What the last action did, until the next one. */
  private note = '';

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<ComparisonHost>,
  ) {}

  show(view: ComparisonView | undefined): void {
    this.view = view;
    this.tree = view && new ComparisonTree(view.comparison.rows);
    this.tree?.showOnlyDifferences(savedFilter());
    this.details.clear();
    this.asked.clear();
    this.allChanges = false;
    this.draw();
  }

  /** The host could not be asked what to show. */
  fail(message: string): void {
    render(html`<p class="blank" role="alert">${message}</p>`, this.root);
  }

  private draw(): void {
    const { view, tree } = this;
    render(
      view && tree
        ? this.pageTemplate(view, tree)
        : html`<p class="blank">There is nothing to compare. Run Compare Plans… to choose two plans.</p>`,
      this.root,
    );
    if (view && tree) {
      this.table.show(tree, comparedColumns(view.comparison.rows));
    }
  }

  private pageTemplate(view: ComparisonView, tree: ComparisonTree): TemplateResult {
    const { comparison } = view;
    const statement = view.after.statement === '' ? view.before.statement : view.after.statement;
    const selected = tree.row(tree.selected);
    const more = { all: this.allChanges, toggle: () => this.toggleChanges() };
    return html`<div class="page">
      <header class="bar">
        <h1 class="bar-title">
          <span>Compared plans</span>
          <span class="bar-statement muted mono">${visibleText(statement)}</span>
        </h1>
        <span class="bar-note muted">${this.note}</span>
        <div class="bar-actions">
          <vscode-button appearance="secondary" @click=${() => void this.swap()}>Swap</vscode-button>
          <vscode-button appearance="secondary" @click=${() => void this.copy()}>Copy Summary</vscode-button>
        </div>
      </header>
      ${sidesTemplate(view, (side) => void this.open(side))}
      ${summaryTemplate(comparison, (row) => this.reveal(row), more)}
      <div class="filter">
        <label
          ><input
            type="checkbox"
            .checked=${tree.onlyDifferences}
            ?disabled=${tree.differing === 0}
            @change=${(event: Event) => this.filter(event)}
          />
          Differences only</label
        >
        <span class="muted">${differingWords(tree)}</span>
      </div>
      <div class="body">
        <div class="table-holder">${this.table.element}</div>
        ${selected ? detailsTemplate(selected, this.detailsOf(view, selected.id)) : ''}
      </div>
      <div class="spoken" role="status">${this.note}</div>
    </div>`;
  }

  private detailsOf({ id }: ComparisonView, row: number): ComparedDetails | Error | undefined {
    if (!this.asked.has(row)) {
      this.asked.add(row);
      const keep = (found: ComparedDetails | Error) => {
        if (this.view?.id === id) {
          this.details.set(row, found);
          this.draw();
        }
      };
      this.host.details({ id, row }).then(keep, (error: unknown) => {
        keep(error instanceof Error ? error : new Error(String(error)));
      });
    }
    return this.details.get(row);
  }

  private reveal(row: number): void {
    this.table.select(row);
    this.table.element.focus();
  }

  private toggleChanges(): void {
    this.allChanges = !this.allChanges;
    this.draw();
  }

  private filter(event: Event): void {
    if (event.target instanceof HTMLInputElement) {
      this.tree?.showOnlyDifferences(event.target.checked);
      vscodeApi.setState({ onlyDifferences: event.target.checked });
      this.draw();
    }
  }

  private async swap(): Promise<void> {
    await this.attempt(async () => {
      this.show(await this.host.swap(null));
      return 'Swapped.';
    });
  }

  private async copy(): Promise<void> {
    await this.attempt(async () => {
      await this.host.copy(null);
      return 'Copied the summary.';
    });
  }

  private async open(side: PlanSide): Promise<void> {
    await this.attempt(async () => {
      await this.host.open({ side });
      return '';
    });
  }

  private async attempt(work: () => Promise<string>): Promise<void> {
    try {
      this.note = await work();
    } catch (error) {
      this.note = error instanceof Error ? error.message : '';
    }
    this.draw();
  }
}

function savedFilter(): boolean {
  const state = vscodeApi.getState();
  return (
    typeof state === 'object' &&
    state !== null &&
    'onlyDifferences' in state &&
    state.onlyDifferences === true
  );
}

function differingWords({ differing, rows }: ComparisonTree): string {
  return differing === 0
    ? `${countOf(rows.length, 'node')}, none of which differs`
    : `${differing.toLocaleString('en-US')} of ${countOf(rows.length, 'node')} ${differing === 1 ? 'differs' : 'differ'}`;
}
