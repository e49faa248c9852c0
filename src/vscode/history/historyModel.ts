import { type Day, dayOf, dayWords } from '../../core/history/days';
import type { HistoryEntry } from '../../core/history/historyEntry';
import { historyScore, type HistorySearch } from '../../core/history/searchHistory';
import type { History } from './history';

export type HistoryNode = DayNode | RunNode | MoreNode;

export interface DayNode {
  readonly kind: 'day';
  readonly day: Day;
  readonly label: string;
  /** The runs of the day that answer the search; undefined without a search, which reads no day before it is opened. */
  readonly found: readonly HistoryEntry[] | undefined;
}

export interface RunNode {
  readonly kind: 'run';
  readonly day: Day;
  readonly entry: HistoryEntry;
  /** Its result is still kept. */
  readonly hasResult: boolean;
  /** Its plan is still kept. */
  readonly hasPlan: boolean;
}

/** Stands for the rest of a long day. */
export interface MoreNode {
  readonly kind: 'more';
  readonly parent: DayNode;
  readonly rest: number;
}

/** So many runs of a day are shown at first, and with each "more". */
const pageSize = 200;

/** The nodes of the history: days, and their runs when a day is opened. */
export class HistoryModel {
  private search: HistorySearch | undefined;
  private readonly shown = new Map<Day, number>();

  constructor(private readonly history: History) {}

  set filter(search: HistorySearch | undefined) {
    this.search = search;
    this.shown.clear();
  }

  async days(): Promise<readonly DayNode[]> {
    const { files } = await this.history.open();
    const today = dayOf(Date.now());
    const nodes: DayNode[] = [];
    for (const day of await files.days()) {
      const found = this.search && matching(await files.read(day), this.search);
      if (found?.length !== 0) {
        nodes.push({ kind: 'day', day, label: dayWords(day, today), found });
      }
    }
    return nodes;
  }

  async runs(node: DayNode): Promise<readonly HistoryNode[]> {
    const { files, kept, plans } = await this.history.open();
    const entries = node.found ?? (await files.read(node.day));
    const [results, keptPlans] = await Promise.all([kept.ids(), plans.ids()]);
    const count = this.shown.get(node.day) ?? pageSize;
    const runs = entries.slice(0, count).map((entry): RunNode => ({
      ...{ kind: 'run', day: node.day, entry },
      hasResult: results.has(entry.id),
      hasPlan: keptPlans.has(entry.id),
    }));
    const rest = entries.length - runs.length;
    return rest > 0 ? [...runs, { kind: 'more', parent: node, rest }] : runs;
  }

  showMore({ parent: { day } }: MoreNode): void {
    this.shown.set(day, (this.shown.get(day) ?? pageSize) + pageSize);
  }
}

function matching(entries: readonly HistoryEntry[], search: HistorySearch): readonly HistoryEntry[] {
  return entries.filter((entry) => historyScore(entry, search) > 0);
}
