import { isRecord } from '../../base/validate';
import type { Cell } from '../ports';

/** Reads a cell that a catalog query made with `json_agg` of objects. */
export function jsonRecords(cell: Cell | undefined): readonly Record<string, unknown>[] {
  const parsed = parse(cell);
  return Array.isArray(parsed) ? parsed.filter(isRecord) : [];
}

/** Reads a cell that a catalog query made with `json_agg` of texts. */
export function jsonTexts(cell: Cell | undefined): readonly string[] {
  const parsed = parse(cell);
  return Array.isArray(parsed) ? parsed.filter((each) => typeof each === 'string') : [];
}

/**
 * A byte that is no UTF-8, as names of an SQL_ASCII database may hold, arrives as `\x` and two digits, which JSON does not
 * know: it is read as those four characters.
 */
function parse(cell: Cell | undefined): unknown {
  return JSON.parse(
    (cell ?? '[]').replace(/\\(.)/gs, (pair, escaped) => (escaped === 'x' ? `\\${pair}` : pair)),
  );
}
