import type { MatrixCell } from '../../src/core/rowSecurity/matrix';
import type { MatrixLens } from '../../src/protocol/rowSecurityMatrix';

/** What was tried, and what is known of it so far. */
export interface MatrixRun {
  readonly lenses: readonly MatrixLens[];
  /** Indexes of the setup. */
  readonly relations: readonly number[];
  readonly cells: ReadonlyMap<string, MatrixCell>;
}

/** What names a cell. */
export function keyOf({ lens, relation, command }: Omit<MatrixCell, 'outcome'>): string {
  return `${lens}/${relation}/${command}`;
}
