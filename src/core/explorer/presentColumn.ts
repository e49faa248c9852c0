import type { ColumnReference, ColumnRow } from '../catalog/queries/columns';
import { displayName } from './displayName';
import { joined, lines, type Presentation } from './presentation';

/** A column with its type and what keeps its values right. */
export function presentColumn(row: ColumnRow): Presentation {
  const label = displayName(row.name);
  const isReference = row.references.length > 0;
  const description = joined(
    displayName(row.type),
    row.primaryKey === undefined ? undefined : 'primary key',
    row.notNull && row.primaryKey === undefined ? 'not null' : undefined,
    identityWords(row),
    row.generated === undefined ? undefined : `generated, ${row.generated}`,
    isReference ? `→ ${[...new Set(row.references.map(targetRelation))].join(', ')}` : undefined,
  );
  return {
    label,
    description,
    tooltip: lines(
      `${label}: ${displayName(row.type)}${row.notNull ? ' not null' : ''}`,
      row.primaryKey === undefined ? undefined : `Primary key, column ${row.primaryKey}`,
      identityWords(row),
      expressionLine(row),
      ...row.references.map(
        (reference) =>
          `References ${targetRelation(reference)} (${displayName(reference.column)}) by ${displayName(reference.constraint)}`,
      ),
      row.comment,
    ),
    icon: row.primaryKey === undefined ? (isReference ? 'link' : 'symbol-field') : 'key',
    iconColor: undefined,
    contextValue: 'column',
    expandable: 'none',
    spoken: joined(`Column ${label}`, description.replaceAll('→', 'references')),
  };
}

function identityWords(row: ColumnRow): string | undefined {
  return row.identity === undefined
    ? undefined
    : `identity, ${row.identity === 'always' ? 'always' : 'by default'}`;
}

function expressionLine(row: ColumnRow): string | undefined {
  if (row.expression === undefined) {
    return row.generated === undefined ? undefined : `Generated, ${row.generated}`;
  }
  return row.generated === undefined
    ? `Default: ${displayName(row.expression)}`
    : `Generated, ${row.generated}: ${displayName(row.expression)}`;
}

function targetRelation(reference: ColumnReference): string {
  return `${displayName(reference.schema)}.${displayName(reference.relation)}`;
}
