import type { ResultColumn } from '../../../core/query/session';
import { isFiltered, type SortKey } from '../../../core/results/arrangement';
import { comparedBytes, type KeyPart, pushKeyPart } from '../../../core/results/orderKey';
import { orderKind } from '../../../core/results/orderKind';
import { compileFilter } from '../../../core/results/rowFilter';
import { ExternalSort } from './externalSort';
import { type JobContext, scanShown } from './jobContext';
import { RowOrderWriter } from './rowOrder';
import type { ArrangeJob, ArrangeResult } from './rowJob';
import { ScannedRow } from './rowScanner';

/** Filters and sorts the rows of the store, and writes their order into a file. */
export async function arrangeRows(
  { rows, arrangement, path }: ArrangeJob,
  context: JobContext,
): Promise<ArrangeResult> {
  const { columns } = rows;
  const { sort, filter } = arrangement;
  const encode = (text: string) => Buffer.from(text);
  const isWanted = isFiltered(arrangement) ? compileFilter(filter, columns, encode) : () => true;
  const row = new ScannedRow(lastColumn(arrangement, columns.length) + 1);
  const all = { ...rows, order: undefined };
  const writer = new RowOrderWriter(path);
  const sorter = sort.length > 0 ? new ExternalSort(path) : undefined;
  const parts = sort.map((key) => ({ column: key.column, part: keyPart(key, columns[key.column]) }));
  let cutKeys = false;
  const place = { start: 0, length: 0 };
  await scanShown(all, row, context, (scanned) => {
    if (!isWanted(scanned)) {
      return;
    }
    if (!sorter) {
      writer.add(scanned.row, scanned.offset);
      return;
    }
    for (const { column, part } of parts) {
      place.start = scanned.starts[column] ?? 0;
      place.length = scanned.lengths[column] ?? -1;
      cutKeys ||= place.length > comparedBytes;
      pushKeyPart(part, scanned.bytes, place, sorter.keys);
    }
    sorter.add(scanned.row, scanned.offset);
  });
  sorter?.finish((number, offset) => writer.add(number, offset));
  writer.close();
  return { count: writer.count, cutKeys };
}

/** The columns behind it need not be looked at. */
function lastColumn({ sort, filter }: ArrangeJob['arrangement'], columns: number): number {
  return filter.anywhere === ''
    ? Math.max(0, ...sort.map(({ column }) => column), ...filter.conditions.map(({ column }) => column))
    : columns - 1;
}

function keyPart({ descending }: SortKey, column: ResultColumn | undefined): KeyPart {
  return { kind: column ? orderKind(column) : 'other', descending };
}
