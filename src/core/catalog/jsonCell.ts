import { isRecord } from '../../base/validate';
import type { Cell } from '../ports';

/**
 * Reads a cell that a catalog query made with `json_agg` of objects. A byte that is no UTF-8, as names of an SQL_ASCII
 * database may hold, arrives as `\x` and two digits, which JSON does not know: it is read as those four characters.
 */
export function jsonRecords(cell: Cell | undefined): readonly Record<string, unknown>[] {
  const text = (cell ?? '[]').replace(/\\(.)/gs, (pair, escaped) => (escaped === 'x' ? `\\${pair}` : pair));
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.filter(isRecord) : [];
}
