import { needsOwnTransaction } from '../../query/ownTransaction';
import type { SqlParser } from '../../sql/parser';
import type { ScaffoldStep } from '../scaffold';

/** The steps that take others back, the last one first; undefined when one of them cannot be taken back. */
export async function undoSteps(
  parser: SqlParser,
  done: readonly ScaffoldStep[],
): Promise<readonly ScaffoldStep[] | undefined> {
  const found: ScaffoldStep[] = [];
  for (const { title, down } of [...done].reverse()) {
    if (down === undefined) {
      return undefined;
    }
    for (const sql of down) {
      const { value } = await parser.parse(sql);
      const alone = value?.some(needsOwnTransaction) ?? false;
      found.push({ title: `Undo: ${title}`, sql, down: undefined, alone });
    }
  }
  return found;
}
