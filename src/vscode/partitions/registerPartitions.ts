import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import type { RelationNode } from '../../core/explorer/nodes';
import type { PartitioningParts } from '../convert/conversionParts';
import { confirmModal } from '../query/questions';

/** Registers what is about the partitions of one table. All of its code is loaded when it is used. */
export function registerPartitions(parts: Omit<PartitioningParts, 'confirm'>): Disposable {
  const { runner, chosen } = parts;
  const all: PartitioningParts = { ...parts, confirm: confirmModal };
  const owned = new DisposableStore();
  const pages = new Map<string, { reveal(): void }>();
  const show = async (node: RelationNode, kind: string, open: () => Promise<OpenPage>): Promise<void> => {
    const { place, row } = node;
    const key = JSON.stringify([kind, place.profileId, place.database ?? null, row.schema, row.name]);
    const page = pages.get(key);
    if (page) {
      page.reveal();
      return;
    }
    const opened = owned.add(await open());
    pages.set(key, opened);
    opened.onDidDispose(() => pages.delete(key));
  };
  owned.add(
    runner.command('lakehouse.convertTable', async (argument) => {
      const node = chosen(argument);
      if (node?.kind !== 'relation' || !['table', 'partitionedTable'].includes(node.row.kind)) {
        throw new UserError(
          'Select a table in the Lakehouse sidebar first, then choose Convert to Partitioned Table.',
        );
      }
      await show(node, 'convert', async () => {
        const { ConversionPageHost: Host } = await import('../convert/conversionPageHost');
        return new Host(all, node.place, { schema: node.row.schema, name: node.row.name });
      });
    }),
  );
  owned.add(
    runner.command('lakehouse.openPartitions', async (argument) => {
      const node = chosen(argument);
      if (node?.kind !== 'relation' || node.row.kind !== 'partitionedTable') {
        throw new UserError(
          'Select a partitioned table in the Lakehouse sidebar first, then choose Show Partitions.',
        );
      }
      await show(node, 'partitions', async () => {
        const { PartitionsPageHost: Host } = await import('./partitionsPageHost');
        return new Host(all, node);
      });
    }),
  );
  return owned;
}

interface OpenPage extends Disposable {
  reveal(): void;
  readonly onDidDispose: (listener: () => void) => Disposable;
}
