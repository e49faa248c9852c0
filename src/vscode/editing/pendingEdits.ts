import type * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import type { QueryRun } from '../query/queryRun';
import type { QueryRuns } from '../query/queryRuns';
import type { Confirm } from '../query/questions';
import { documentName } from '../query/sqlDocuments';

/** A result with edits that may not be applied yet. */
export interface EditedResult {
  readonly run: QueryRun;
  readonly statement: number;
  /** How many rows have changes. */
  readonly count: number;
  apply(): Promise<void>;
}

/** Knows what would be lost when a result goes away. It is small, because it is there from the start. */
export class PendingEdits {
  private readonly results = new Set<EditedResult>();

  constructor(
    private readonly runs: QueryRuns,
    private readonly confirm: Confirm,
  ) {}

  add(result: EditedResult): void {
    this.results.add(result);
  }

  delete(result: EditedResult): void {
    this.results.delete(result);
  }

  /**
   * Asks before the results of a document are replaced.
   * @throws CancelledError when the user wants to keep the changes
   */
  async askBeforeReplacing(uri: vscode.Uri): Promise<void> {
    const count = this.pendingOf(uri).reduce((sum, result) => sum + result.count, 0);
    const discard = { message: `Discard ${rowsWithChanges(count)} and run?`, yes: 'Discard and Run' };
    const detail = 'The changes in the result of this document are not applied yet.';
    if (count > 0 && !(await this.confirm({ ...discard, detail }))) {
      throw new CancelledError();
    }
  }

  /** Asks before one result is closed. */
  async mayClose(run: QueryRun, statement: number): Promise<boolean> {
    const found = [...this.results].find((each) => each.run === run && each.statement === statement);
    return (
      found === undefined ||
      found.count === 0 ||
      this.confirm({
        message: `Close this result and discard ${rowsWithChanges(found.count)}?`,
        detail: 'The changes are not applied yet.',
        yes: 'Discard and Close',
      })
    );
  }

  /** A document was closed, which nobody can stop: asks what to do with changes in its results. */
  async settle(uri: vscode.Uri): Promise<void> {
    for (const result of this.pendingOf(uri)) {
      const apply = await this.confirm({
        message: `${documentName(uri)} was closed with ${rowsWithChanges(result.count)} that are not applied.`,
        detail: `On ${result.run.connectionName}, database ${result.run.database}.`,
        yes: 'Apply',
        no: 'Discard',
      });
      if (apply) {
        await result.apply();
      }
    }
  }

  private pendingOf(uri: vscode.Uri): readonly EditedResult[] {
    const run = this.runs.of(uri);
    return [...this.results].filter((result) => result.run === run && result.count > 0);
  }
}

function rowsWithChanges(count: number): string {
  return `${count} row${count === 1 ? '' : 's'} with changes`;
}
