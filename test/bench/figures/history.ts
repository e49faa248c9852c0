import { dayOf } from '../../../src/core/history/days';
import { historyScore, readHistorySearch } from '../../../src/core/history/searchHistory';
import { HistoryFiles } from '../../../src/node/history/historyFiles';
import { entryOf } from '../../support/historyEntries';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';
import type { Bench } from '../figure';

const entries = 50_000;
const days = 90;
const rounds = 5;

/** How quick a history of 50,000 runs is, over 90 days and all on one. */
export const history: Bench = {
  figures: [
    { id: 'history-days', title: 'Days of a history of 50,000 runs', unit: 'ms', bound: { atMost: 30 } },
    { id: 'history-day', title: 'A day of 555 runs', unit: 'ms', bound: { atMost: 50 } },
    { id: 'history-one-day', title: 'A day of 50,000 runs', unit: 'ms', bound: { atMost: 1000 } },
    {
      id: 'history-search',
      title: 'Search in 50,000 runs, all read anew',
      unit: 'ms',
      bound: { atMost: 1500 },
    },
    {
      id: 'history-key',
      title: 'Search in 50,000 runs, each further key',
      unit: 'ms',
      bound: { atMost: 150 },
    },
  ],
  measure: async (say) => {
    const [many, one] = [makeScratchFolder('history'), makeScratchFolder('history-day')];
    try {
      say('Writing 50,000 runs, twice');
      await fill(many.path, days);
      await fill(one.path, 1);
      const files = new HistoryFiles(many.path);
      const day = (await files.days())[3] ?? '';
      const all = (await Promise.all((await files.days()).map((each) => files.read(each)))).flat();
      const search = (typed: string) => {
        const words = readHistorySearch(typed) ?? [];
        return Promise.resolve(all.filter((entry) => historyScore(entry, words) > 0).length);
      };
      return [
        { id: 'history-days', samples: await times(() => files.days()) },
        { id: 'history-day', samples: await times(() => files.read(day)) },
        {
          id: 'history-one-day',
          samples: await times(async () => new HistoryFiles(one.path).read(dayOf(Date.now()))),
        },
        {
          id: 'history-search',
          samples: await times(async () => {
            const words = readHistorySearch('payments 4711') ?? [];
            let found = 0;
            for (const each of await files.days()) {
              found += (await files.read(each)).filter((entry) => historyScore(entry, words) > 0).length;
            }
            return found;
          }),
        },
        { id: 'history-key', samples: (await times(() => search('pymnts dly'))).slice(1) },
      ];
    } finally {
      many.remove();
      one.remove();
    }
  },
};

async function fill(folder: string, over: number): Promise<void> {
  const files = new HistoryFiles(folder);
  const now = Date.now();
  for (let run = 0; run < entries; run++) {
    const startedAt = now - Math.floor((run * over) / entries) * 86_400_000 - (run % 1000);
    const text = `select ${run}, sum(amount) from marts.daily_payments where due < now() and customer = ${run % 977}`;
    await files.append(
      dayOf(startedAt),
      entryOf({ id: `run-${run}`, startedAt, text: `${text}\n`.repeat(2) }),
    );
  }
}

async function times(work: () => Promise<unknown>): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work();
    samples.push(performance.now() - started);
  }
  return samples;
}
