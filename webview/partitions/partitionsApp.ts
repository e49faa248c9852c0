import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type { TimelineRow } from '../../src/core/scaffold/partitionsView/partitionTimeline';
import type { PartitionsHost, PartitionsView } from '../../src/protocol/partitions';
import type { Remote } from '../../src/protocol/rpc';
import { sizeWords } from '../../src/core/explorer/measures';
import { icon } from '../shared/icons';
import { placeTemplate } from '../shared/place';
import { visibleText } from '../shared/visibleText';
import { countOf, formatCount } from '../shared/words';

/** The page of a table's partitions: a line for each, and for each gap, in the order of their bounds. */
export class PartitionsApp {
  private view: PartitionsView | undefined;
  private failure: string | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<PartitionsHost>,
  ) {}

  async load(): Promise<void> {
    this.draw();
    await this.take(this.host.ready(null));
  }

  private async take(answer: Promise<PartitionsView>): Promise<void> {
    try {
      this.view = await answer;
      this.failure = undefined;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.draw();
  }

  private draw(): void {
    const { view, failure } = this;
    render(
      view === undefined
        ? html`<p class="blank" role=${failure === undefined ? 'status' : 'alert'}>
            ${failure ?? 'Reading…'}
          </p>`
        : this.pageTemplate(view),
      this.root,
    );
  }

  private pageTemplate(view: PartitionsView): TemplateResult {
    const { timeline, pruning } = view;
    const partitions = timeline.rows.filter(({ kind }) => kind !== 'gap');
    const button = (label: string, act: () => void) =>
      html`<vscode-button appearance="secondary" @click=${act}>${label}</vscode-button>`;
    return html`<div class="page">
      <header class="bar">
        <h1 class="bar-name">${visibleText(view.schema)}.${visibleText(view.table)}</h1>
        ${placeTemplate(view)}
      </header>
      <main class="body">
        <p class="summary">
          <span class="mono">PARTITION BY ${visibleText(timeline.key)}</span>
          <span class="muted">${summary(view, partitions)}</span>
        </p>
        <div class="buttons">
          ${button('Make Partitions…', () => void this.attempt(this.host.make(null)))}
          ${button('Does My Query Prune?', () => void this.take(this.host.prune(null)))}
          ${button('Refresh', () => void this.take(this.host.refresh(null)))}
        </div>
        ${this.failure === undefined ? nothing : note('error', this.failure)}
        ${timeline.findings.map((finding) => note('warning', finding))}
        ${
          pruning === undefined
            ? nothing
            : html`<section class="pruning" aria-label="Pruning" role="status">
                <p class="mono">${visibleText(pruning.statement)}</p>
                <p>${pruning.sentence}</p>
              </section>`
        }
        ${tableTemplate(view)}
      </main>
    </div>`;
  }

  private async attempt(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.draw();
    }
  }
}

function tableTemplate({ timeline, pruning }: PartitionsView): TemplateResult {
  const most = Math.max(1, ...timeline.rows.map(({ bytes }) => bytes));
  const read = new Set(pruning?.read.map((names) => JSON.stringify(names)));
  const isRead = ({ schema, name }: TimelineRow) => read.has(JSON.stringify([schema, name]));
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Values</th>
        <th scope="col">Partition</th>
        <th scope="col" class="number">Rows</th>
        <th scope="col">Size</th>
        <th scope="col">Analyzed (UTC)</th>
      </tr>
    </thead>
    <tbody>
      ${timeline.rows.map((row) =>
        row.kind === 'gap'
          ? html`<tr class="gap">
              <td class="mono">${visibleText(row.bound)}</td>
              <td colspan="4">${icon('warning')}no partition</td>
            </tr>`
          : rowTemplate(row, most, pruning === undefined ? undefined : isRead(row)),
      )}
    </tbody>
  </table>`;
}

function rowTemplate(row: TimelineRow, most: number, isRead: boolean | undefined): TemplateResult {
  const width = `${Math.max(row.bytes === 0 ? 0 : 2, Math.round((row.bytes / most) * 100))}%`;
  return html`<tr class=${isRead === false ? 'pruned' : ''}>
    <td class="mono">
      ${visibleText(row.bound)}${row.current ? html` <span class="badge">now</span>` : nothing}
    </td>
    <td>
      ${visibleText(row.name)}${row.partitioned ? html` <span class="badge">partitioned</span>` : nothing}${
        isRead === true
          ? html` <span class="badge">read</span>`
          : isRead === false
            ? html` <span class="spoken">not read</span>`
            : nothing
      }
    </td>
    <td class="number">${row.unknown ? 'not counted' : formatCount(Math.round(row.rows))}</td>
    <td>
      <span class="size"
        ><span class="track" aria-hidden="true"
          ><span class="bar-size" .style=${`width: ${width}`}></span></span
        ><span>${sizeWords(row.bytes)}</span></span
      >
    </td>
    <td>${row.analyzed ?? 'never'}</td>
  </tr>`;
}

function summary({ timeline }: PartitionsView, partitions: readonly TimelineRow[]): string {
  const rows = partitions.reduce((sum, row) => sum + row.rows, 0);
  const bytes = partitions.reduce((sum, row) => sum + row.bytes, 0);
  const left =
    partitions.length < timeline.total
      ? `, of which the first ${formatCount(partitions.length)} are shown`
      : '';
  return `${countOf(timeline.total, 'partition')}${left} · about ${countOf(Math.round(rows), 'row')} · ${sizeWords(bytes)}`;
}

function note(kind: 'error' | 'warning', text: string): TemplateResult {
  return html`<p class="note">${icon(kind)}<span>${visibleText(text)}</span></p>`;
}
