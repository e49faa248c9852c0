import type { IndexPart, IndexRow } from '../catalog/queries/indexes';
import { displayName } from './displayName';
import { joined, lines, type Presentation } from './presentation';

/** An index with its key. */
export function presentIndex(row: IndexRow): Presentation {
  const label = displayName(row.name);
  const role = row.primary ? 'primary key' : row.unique ? 'unique' : undefined;
  const description = joined(
    role,
    `${displayName(row.method)} ${keyWords(row)}`,
    row.partial ? 'partial' : undefined,
    row.valid ? undefined : 'not valid',
  );
  return {
    label,
    description,
    tooltip: lines(
      `Index ${label}`,
      row.definition === undefined
        ? 'The table is locked, so the definition cannot be read now.'
        : displayName(row.definition),
      row.valid ? undefined : 'Not valid: it is not used. Its build failed or has not ended.',
      row.comment,
    ),
    icon: row.valid ? (row.primary ? 'key' : 'list-ordered') : 'warning',
    iconColor: undefined,
    contextValue: 'index',
    expandable: 'none',
    spoken: joined(`Index ${label}`, description),
  };
}

function keyWords(row: IndexRow): string {
  const list = (parts: readonly IndexPart[]): string => `(${parts.map(partWords).join(', ')})`;
  const included = row.parts.filter((part) => part.included);
  const key = list(row.parts.filter((part) => !part.included));
  return included.length === 0 ? key : `${key} include ${list(included)}`;
}

function partWords(part: IndexPart): string {
  const what = part.column === undefined ? 'expression' : displayName(part.column);
  return part.descending ? `${what} desc` : what;
}
