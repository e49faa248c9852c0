import { defaultObjectName } from '../../catalog/ddl/objectName';
import type { NewTable, PartitionsSpec } from './partitionsSpec';

/** The names of the indexes of a new table. */
export function indexNames({ table, create }: PartitionsSpec): readonly string[] {
  return create === undefined
    ? []
    : indexColumns(create).map((columns) => defaultObjectName(table.name, columns.join('_'), 'idx'));
}

/** Each set of columns once. */
export function indexColumns({ indexes }: NewTable): readonly (readonly string[])[] {
  const seen = new Set<string>();
  return indexes.filter((columns) => {
    const key = columns.join('_');
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
