/** The relations that a person reads rows from. */
export const relationKinds = [
  'table',
  'partitionedTable',
  'view',
  'materializedView',
  'foreignTable',
] as const;
export type RelationKind = (typeof relationKinds)[number];

/** `pg_class.relkind` of those relations, as an SQL list. */
export const relationKindCodes = `'r', 'p', 'v', 'm', 'f'`;

/** The kind for a `pg_class.relkind`. */
export function relationKind(code: string): RelationKind {
  switch (code) {
    case 'p':
      return 'partitionedTable';
    case 'v':
      return 'view';
    case 'm':
      return 'materializedView';
    case 'f':
      return 'foreignTable';
    default:
      return 'table';
  }
}

/** The kind in words, for the middle of a sentence. */
export function relationKindWords(kind: RelationKind): string {
  switch (kind) {
    case 'table':
      return 'table';
    case 'partitionedTable':
      return 'partitioned table';
    case 'view':
      return 'view';
    case 'materializedView':
      return 'materialized view';
    case 'foreignTable':
      return 'foreign table';
  }
}
