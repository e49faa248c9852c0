import type { CancelSignal } from '../../base/cancelSignal';
import type { QualifiedName } from '../../core/catalog/queries/partitionAncestors';
import type { Cell, Database } from '../../core/ports';
import { ignoreRows } from '../../core/query/ignoreRows';
import type { Session } from '../../core/query/session';
import { partitionLeaves } from '../../core/scaffold/partitionsView/partitionQueries';
import { partitionKey, pruningOf, pruningSentence } from '../../core/scaffold/partitionsView/pruning';
import { readPartitions } from '../../core/scaffold/partitionsView/readPartitions';
import type { PartitionsView, PruningView } from '../../protocol/partitions';

export interface PartitionsLines {
  readonly database: () => Promise<Database>;
  /** A session of its own, in which a statement is explained as the user would run it. */
  readonly openSession: () => Promise<Session>;
}

export type PartitionsPlace = Pick<PartitionsView, 'connectionName' | 'database' | 'environment' | 'color'>;

/** What the page of a table's partitions shows, without VS Code. */
export class PartitionsModel {
  private pruning: PruningView | undefined;

  constructor(
    private readonly lines: PartitionsLines,
    private readonly table: QualifiedName,
    private readonly place: PartitionsPlace,
  ) {}

  /** @throws as `readPartitions` */
  async view(signal: CancelSignal): Promise<PartitionsView> {
    const timeline = await readPartitions(await this.lines.database(), this.table, signal);
    const { schema, name } = this.table;
    return {
      ...this.place,
      schema,
      table: name,
      timeline,
      ...(this.pruning !== undefined && { pruning: this.pruning }),
    };
  }

  /**
   * Explains a statement, without running it, in a read-only transaction that is rolled back.
   * @throws ServerError when the server does not understand it; otherwise as `view`
   */
  async prune(statement: string, signal: CancelSignal): Promise<PartitionsView> {
    const view = await this.view(signal);
    const leaves = await (await this.lines.database()).read(partitionLeaves(this.table), signal);
    const tops = new Map(
      leaves.map(({ leaf, top }) => [
        partitionKey(leaf.schema, leaf.name),
        partitionKey(top.schema, top.name),
      ]),
    );
    const pruning = pruningOf(await this.explain(statement, signal), tops);
    this.pruning = {
      statement,
      sentence: pruningSentence(pruning, view.timeline.total),
      read: pruning.read.map((key) => JSON.parse(key) as [string, string]),
    };
    return { ...view, pruning: this.pruning };
  }

  private async explain(statement: string, signal: CancelSignal): Promise<unknown> {
    const session = await this.lines.openSession();
    try {
      const rows: (readonly Cell[])[] = [];
      const sink = { ...ignoreRows, rows: (some: readonly (readonly Cell[])[]) => void rows.push(...some) };
      await session.execute({ text: 'BEGIN READ ONLY', maxRows: Infinity }, ignoreRows, signal);
      const text = `EXPLAIN (FORMAT JSON, VERBOSE, COSTS OFF) ${statement.trim().replace(/;+$/, '')}`;
      await session.execute({ text, maxRows: Infinity }, sink, signal);
      await session.execute({ text: 'ROLLBACK', maxRows: Infinity }, ignoreRows, signal);
      return JSON.parse(rows.map((row) => row[0] ?? '').join('\n')) as unknown;
    } finally {
      await session.close();
    }
  }
}
