import type { Cell } from '../ports';

/** Readers for the cells of a catalog row. A cell that must be there and is not means that a query and its mapper differ. */

export function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) {
    throw new Error('A catalog query returned no value where one is required.');
  }
  return cell;
}

export function optionalText(cell: Cell | undefined): string | undefined {
  return cell ?? undefined;
}

/** PostgreSQL prints a boolean as `t` or `f`. */
export function flagOf(cell: Cell | undefined): boolean {
  return cell === 't';
}

/** For oids, attribute numbers, counts and sizes, all of which a JavaScript number holds exactly. */
export function numberOf(cell: Cell | undefined): number {
  return Number(textOf(cell));
}

export function optionalNumber(cell: Cell | undefined): number | undefined {
  return cell === null || cell === undefined ? undefined : Number(cell);
}
