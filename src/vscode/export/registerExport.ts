import { type Disposable, DisposableStore } from '../../base/disposable';
import type { TransferParts } from './exportParts';

/** Registers the export of results, queries and relations, and the import of files. Their code is loaded when one of them is used. */
export function registerExport(parts: TransferParts): Disposable {
  const { runner, chosen } = parts;
  const owned = new DisposableStore();
  owned.add(
    runner.command('lakehouse.results.export', async (argument) => {
      const { exportShown } = await import('./exportResult');
      await exportShown(parts, argument);
    }),
  );
  owned.add(
    runner.command('lakehouse.export.query', async (argument) => {
      const { exportQuery } = await import('./exportQuery');
      await exportQuery(parts, argument);
    }),
  );
  owned.add(
    runner.command('lakehouse.export.relation', async (argument) => {
      const { exportRelation } = await import('./exportRelation');
      await exportRelation(parts, chosen(argument));
    }),
  );
  owned.add(
    runner.command('lakehouse.import.file', async (argument) => {
      const { importFile } = await import('../import/importFile');
      await importFile(parts, chosen(argument));
    }),
  );
  return owned;
}
