import type { Disposable } from '../../base/disposable';
import { UserError } from '../../base/userError';
import type { ReadableRows, StoredRows } from '../../core/query/storedRows';
import type { HitList } from '../../core/results/hitList';
import type { ArrangedView } from '../../protocol/rowTools';

/** Rows of a result in an order that somebody asked for. */
export interface ArrangedEntry {
  readonly view: ArrangedView;
  /** What was arranged. */
  readonly stored: StoredRows;
  readonly rows: ReadableRows & Disposable & { readonly path: string };
}

/** The orders in which the results of a run are shown, the last one of each, and what was found in them last. */
export class RunArrangements implements Disposable {
  private readonly entries = new Map<number, ArrangedEntry>();
  private found: { readonly find: number; readonly hits: HitList } | undefined;
  private lastId = 0;

  nextId(): number {
    return ++this.lastId;
  }

  /** Of a statement whose rows are these; undefined when they are shown as they came. */
  of(statement: number, stored: StoredRows | undefined): ArrangedEntry | undefined {
    const entry = this.entries.get(statement);
    return entry?.stored === stored ? entry : undefined;
  }

  /** @throws UserError when they were arranged anew since */
  rows(statement: number, view: number): ArrangedEntry['rows'] {
    const entry = this.entries.get(statement);
    if (entry?.view.view !== view) {
      throw new UserError('These rows were sorted or filtered anew.');
    }
    return entry.rows;
  }

  set(statement: number, entry: ArrangedEntry | undefined): void {
    this.entries.get(statement)?.rows.dispose();
    this.found = undefined;
    if (entry) {
      this.entries.set(statement, entry);
    } else {
      this.entries.delete(statement);
    }
  }

  keepHits(hits: HitList): number {
    const find = this.nextId();
    this.found = { find, hits };
    return find;
  }

  /** Undefined when something else was looked for since. */
  hits(find: number): HitList | undefined {
    return this.found?.find === find ? this.found.hits : undefined;
  }

  dispose(): void {
    for (const { rows } of this.entries.values()) {
      rows.dispose();
    }
    this.entries.clear();
    this.found = undefined;
  }
}
