import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type { ConversionHost, ConversionView } from '../../src/protocol/conversion';
import type { Remote } from '../../src/protocol/rpc';
import type { ConversionRequest } from '../../src/core/scaffold/convert/proposeConversion';
import { icon } from '../shared/icons';
import { placeTemplate } from '../shared/place';
import { visibleText } from '../shared/visibleText';
import { formatDuration } from '../shared/words';
import { choiceTemplate } from './choiceTemplate';
import { planTemplate } from './planTemplate';

/** The page of a conversion: what is chosen, the steps, and the buttons that the state allows. */
export class ConvertApp {
  private view: ConversionView | undefined;
  private failure: string | undefined;
  private reading = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<ConversionHost>,
  ) {}

  async load(): Promise<void> {
    this.draw();
    await this.attempt(async () => this.show(await this.host.ready(null)));
    const { view } = this;
    if (view?.phase === 'none' && view.plan === undefined && view.problems.length === 0) {
      await this.propose(view.request);
    }
  }

  show(view: ConversionView): void {
    this.view = view;
    this.draw();
  }

  private async propose(request: ConversionRequest): Promise<void> {
    if (this.view) {
      this.view = { ...this.view, request };
    }
    this.reading = true;
    this.draw();
    await this.attempt(async () => this.show(await this.host.propose(request)));
    this.reading = false;
    this.draw();
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      this.failure = undefined;
      await work();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.draw();
  }

  private draw(): void {
    const { view, failure } = this;
    render(
      view === undefined
        ? html`<p
            class="blank"
            aria-busy=${failure === undefined}
            role=${failure === undefined ? 'status' : 'alert'}
          >
            ${failure ?? 'Reading…'}
          </p>`
        : this.pageTemplate(view),
      this.root,
    );
  }

  private pageTemplate(view: ConversionView): TemplateResult {
    const name = `${visibleText(view.schema)}.${visibleText(view.table)}`;
    return html`<div class="page">
      <header class="bar">
        <h1 class="bar-name">Convert ${name}</h1>
        ${placeTemplate(view)}
      </header>
      <main class="form">
        ${
          view.phase === 'finished'
            ? html`<p class="lead">${icon('check')}<span>${name} is a partitioned table.</span></p>`
            : html`<p class="explain">
                The table becomes partitioned while it is in use. Its rows stay where they are, as the first
                partition; new rows go to new partitions. Reads and writes go on, and wait only for moments.
              </p>`
        }
        ${view.problems.map((problem) => note('error', problem))}
        ${
          view.phase === 'none' && view.columns.length > 0
            ? choiceTemplate(view, this.reading, (request) => void this.propose(request))
            : nothing
        }
        ${this.failure === undefined ? nothing : note('error', this.failure)}
        ${
          this.reading
            ? html`<p class="muted" role="status">
                Looking for the greatest value of ${visibleText(view.request.key)}…
              </p>`
            : view.plan === undefined
              ? nothing
              : planTemplate(view, view.plan)
        }
      </main>
      ${view.plan === undefined || this.reading ? nothing : this.footTemplate(view)}
    </div>`;
  }

  private footTemplate(view: ConversionView): TemplateResult {
    const { status, problems, phase } = view;
    const resting = status.state === 'resting';
    const button = (label: string, act: () => Promise<void>, primary = false) =>
      html`<vscode-button
        appearance=${primary ? 'primary' : 'secondary'}
        @click=${() => void this.attempt(act)}
        >${label}</vscode-button
      >`;
    return html`<footer class="footer">
      <p class="status ${status.failed ? 'status-failed' : ''}" role="status">${statusWords(view)}</p>
      <div class="buttons">
        ${
          !resting
            ? button('Pause', () => this.host.pause(null))
            : problems.length > 0
              ? nothing
              : phase === 'swapped'
                ? button('Finish', () => this.host.finish(null), true)
                : button(phase === 'none' ? 'Start' : 'Continue', () => this.host.go(null), true)
        }
        ${resting && view.plan?.canGoBack === true ? button('Go Back', () => this.host.back(null)) : nothing}
        ${resting && phase === 'none' ? button('Save as Migration', () => this.host.save(null)) : nothing}
        ${resting ? button('Copy SQL', () => this.host.copy(null)) : nothing}
      </div>
    </footer>`;
  }
}

function note(kind: 'error' | 'warning', text: string): TemplateResult {
  return html`<p class="note">${icon(kind)}<span>${visibleText(text)}</span></p>`;
}

function statusWords({ status, phase }: ConversionView): string {
  const blocked =
    status.longestBlock === 0 ? '' : ` Longest block so far: ${formatDuration(status.longestBlock)}.`;
  const state = {
    resting:
      phase === 'swapped'
        ? 'New rows go to the new partitions. Finish when the table has proved itself; until then there is a way back.'
        : phase === 'none'
          ? 'Nothing was changed yet.'
          : 'Begun and not complete. Continue, or go back.',
    running: 'Under way. You may pause at any time.',
    goingBack: 'Going back.',
    stopping: 'Pausing.',
  }[status.state];
  return `${status.message === undefined ? '' : `${visibleText(status.message)} `}${state}${blocked}`;
}
