import { cutName, longestName, nameBytes } from '../../sql/name';

/**
 * The name that PostgreSQL gives to what belongs to a table and is not named, such as `loans_id_seq`: the longer part is
 * cut until all fits. Source: makeObjectName() in PostgreSQL's src/backend/commands/indexcmds.c.
 */
export function defaultObjectName(table: string, column: string, label: string): string {
  const room = longestName - label.length - 1 - (column === '' ? 0 : 1);
  let [first, second] = [nameBytes(table), nameBytes(column)];
  while (first + second > room) {
    if (first > second) {
      first--;
    } else {
      second--;
    }
  }
  const parts = [cutName(table, first), ...(column === '' ? [] : [cutName(column, second)]), label];
  return parts.join('_');
}
