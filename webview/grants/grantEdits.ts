import { cellKey, type GrantEdit } from '../../src/core/scaffold/grants/grantEdit';
import type { GrantCell } from '../../src/core/scaffold/grants/grantMatrix';

/** The changes that were made in the table, by the keys of their cells. */
export class GrantEdits {
  private readonly byKey = new Map<string, GrantEdit>();

  constructor(edits: readonly GrantEdit[] = []) {
    edits.forEach((edit) => this.byKey.set(cellKey(edit), edit));
  }

  get all(): readonly GrantEdit[] {
    return [...this.byKey.values()];
  }

  of(cell: GrantCell): GrantEdit['change'] | undefined {
    return this.byKey.get(cell.key)?.change;
  }

  /** What is granted to the very role is revoked, anything else granted; a second time takes the change back. */
  toggle(cell: GrantCell): void {
    if (this.byKey.delete(cell.key)) {
      return;
    }
    const { target, privilege, role } = cell;
    const change = cell.state === 'granted' ? 'revoke' : 'grant';
    this.byKey.set(cell.key, { change, target, privilege, ...(role !== undefined && { role }) });
  }
}
