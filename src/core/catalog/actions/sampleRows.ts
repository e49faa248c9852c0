import { type ActionTarget, ownName } from './target';

/** So few rows are mixed at once; of more, only some pages are read. */
const fewRows = 10_000;

/** Reads rows from all over a relation rather than from its beginning. */
export function sampleRowsSql(
  target: ActionTarget,
  limit: number,
  estimatedRows: number | undefined,
): string {
  const name = ownName(target);
  const hasPages = target.kind === 'table' || target.kind === 'materializedView';
  if (!hasPages || estimatedRows === undefined || estimatedRows <= Math.max(fewRows, limit * 10)) {
    return hasPages && estimatedRows !== undefined
      ? `SELECT * FROM ${name} ORDER BY pg_catalog.random() LIMIT ${limit};\n`
      : `SELECT * FROM ${name} LIMIT ${limit};\n`;
  }
  // Ten times as many rows as wanted, because the rows of a page stand together and pages are chosen by chance.
  const percent = Math.min(100, Math.max(0.001, (1000 * limit) / estimatedRows));
  return `SELECT * FROM ${name} TABLESAMPLE SYSTEM (${Number(percent.toPrecision(2))}) LIMIT ${limit};\n`;
}
