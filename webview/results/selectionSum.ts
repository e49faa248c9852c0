import type { CellSummary } from '../../src/core/values/summarizeCells';
import type { ResultsHost } from '../../src/protocol/results';
import type { Remote } from '../../src/protocol/rpc';
import type { SelectionRequest } from '../../src/protocol/selection';
import { isCancellation } from '../../src/base/cancelSignal';
import { formatCount } from '../shared/words';

/** Milliseconds that a selection must rest before it is summed up. */
const rest = 120;

/** Has the host sum up what is selected, as soon as the selection rests; the one before is given up. */
export class SelectionSum {
  private readonly none = new AbortController();
  private reading = this.none;
  private timer: number | undefined;
  private summed = '';
  private summary: CellSummary | undefined;

  constructor(
    private readonly host: Remote<ResultsHost>,
    private readonly changed: () => void,
  ) {}

  /** `Sum 10 · Avg 2.5 · Min 1 · Max 4`; empty while nothing is known. */
  get words(): string {
    const { numbers = 0, sum, average, min, max } = this.summary ?? {};
    return numbers === 0
      ? ''
      : [
          ...(this.summary && numbers < this.summary.cells ? [`${formatCount(numbers)} numbers`] : []),
          `Sum ${sum ?? ''}`,
          `Avg ${average ?? ''}`,
          `Min ${min ?? ''}`,
          `Max ${max ?? ''}`,
        ].join(' · ');
  }

  /** What is selected now; undefined for a single cell, or for nothing. */
  follow(selection: SelectionRequest | undefined): void {
    const key = JSON.stringify(selection);
    if (key === this.summed) {
      return;
    }
    this.summed = key;
    this.summary = undefined;
    this.reading.abort();
    window.clearTimeout(this.timer);
    if (selection) {
      this.timer = window.setTimeout(() => void this.read(selection), rest);
    } else if (this.reading !== this.none) {
      this.reading = this.none;
      void this.host.clearSummary(null).catch(() => undefined);
    }
  }

  private async read(selection: SelectionRequest): Promise<void> {
    const reading = new AbortController();
    this.reading = reading;
    try {
      const summary = await this.host.summarize(selection, reading.signal);
      if (this.reading === reading) {
        this.summary = summary;
        this.changed();
      }
    } catch (error) {
      if (!isCancellation(error) && this.reading === reading) {
        this.summed = '';
      }
    }
  }
}
