import { jinjaString } from '../../sql/jinjaString';
import { quoteIdentifier } from '../../sql/quote';
import type { DbtIndex } from '../graph/dbtGraph';
import type { TargetIndex } from './liveFacts';

/** Whether an index of the catalog is the one that a config asks for, in dbt's order of the columns. */
export function sameIndex(wanted: DbtIndex, found: TargetIndex): boolean {
  return (
    found.plain &&
    found.valid &&
    found.unique === wanted.unique &&
    found.method === wanted.type &&
    found.columns.length === wanted.columns.length &&
    wanted.columns.every((column, place) => sameColumn(column, found.columns[place]))
  );
}

/** As a value of `indexes` in config(). */
export function indexConfig({ columns, unique, method }: TargetIndex): string {
  const names = columns.map(jinjaColumn);
  const rest = [
    ...(unique ? [`'unique': true`] : []),
    ...(method === 'btree' ? [] : [`'type': ${jinjaString(method)}`]),
  ];
  return `{${[`'columns': [${names.join(', ')}]`, ...rest].join(', ')}}`;
}

/** A column in a list of config(): dbt writes it into SQL as it stands there, so the quotes that it needs belong to it. */
export function jinjaColumn(column: string): string {
  return jinjaString(quoteIdentifier(column));
}

/** A config names columns as SQL does: in lower case unless they stand in quotes. */
function sameColumn(wanted: string, found: string | undefined): boolean {
  const quoted = /^"(.*)"$/s.exec(wanted)?.[1]?.replaceAll('""', '"');
  return found === (quoted ?? wanted) || (quoted === undefined && found === wanted.toLowerCase());
}
