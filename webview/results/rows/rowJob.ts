import { html, type TemplateResult } from 'lit/html.js';
import { isCancellation } from '../../../src/base/cancelSignal';
import type { JobProgress } from '../../../src/protocol/rowTools';
import { formatCount } from '../../shared/words';

/** The one piece of work at the rows of a result that the page waits for. A new one ends the one before. */
export class RowJob {
  private running: { readonly title: string; readonly abort: AbortController } | undefined;
  private rows = 0;
  private of = 0;
  private problem = '';

  constructor(private readonly changed: () => void) {}

  /** Undefined when it was cancelled or failed; the page then says why. */
  async run<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<{ value: T } | undefined> {
    this.running?.abort.abort();
    const job = { title, abort: new AbortController() };
    this.running = job;
    this.rows = 0;
    this.of = 0;
    this.problem = '';
    this.changed();
    try {
      const value = await work(job.abort.signal);
      return this.running === job ? { value } : undefined;
    } catch (error) {
      if (this.running === job && !isCancellation(error)) {
        this.problem = error instanceof Error ? error.message : String(error);
      }
      return undefined;
    } finally {
      if (this.running === job) {
        this.running = undefined;
      }
      this.changed();
    }
  }

  cancel(): void {
    this.running?.abort.abort();
  }

  forgetProblem(): void {
    this.problem = '';
  }

  progress({ rows, of }: JobProgress): void {
    if (this.running) {
      this.rows = rows;
      this.of = of;
      this.changed();
    }
  }

  get isIdle(): boolean {
    return !this.running && this.problem === '';
  }

  template(): TemplateResult | string {
    if (this.problem !== '') {
      return html`<span class="tools-problem" role="alert">${this.problem}</span>`;
    }
    return this.running
      ? html`<span class="tools-job"
          ><vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
          <span role="status">${this.running.title}</span>
          <span class="muted">${this.share()}</span>
          <button class="link" type="button" @click=${() => this.cancel()}>Cancel</button></span
        >`
      : '';
  }

  private share(): string {
    return this.of === 0
      ? ''
      : this.rows < this.of
        ? `${formatCount(this.rows)} of ${formatCount(this.of)} rows`
        : 'Almost done';
  }
}
