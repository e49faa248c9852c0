import { HistoryFiles } from '../../src/node/history/historyFiles';
import { entryOf } from './historyEntries';

/** A process that writes entries into the history, as a window does. */
async function main([folder = '', day = '', name = '', count = '0']: readonly string[]): Promise<void> {
  const files = new HistoryFiles(folder);
  for (let run = 0; run < Number(count); run++) {
    await files.append(day, entryOf({ id: `${name}-${run}`, text: `${'x'.repeat((run * 37) % 9000)} end` }));
  }
}

void main(process.argv.slice(2));
