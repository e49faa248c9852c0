import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import type { NamedOption } from './options';

/** The part `SET name TO value` of ALTER ROLE and ALTER DATABASE. */
export function settingClause({ name, value }: NamedOption): string {
  const values = listSettings.has(name.toLowerCase()) ? splitList(value) : [value];
  return `SET ${name.split('.').map(quoteIdentifier).join('.')} TO ${values.map(quoteLiteral).join(', ')}`;
}

/** Settings whose value is a list of quoted names (GUC_LIST_QUOTE in PostgreSQL): quoted again as one they would be one name. */
const listSettings: ReadonlySet<string> = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
]);

/** Splits names at commas and takes their quotes off, as PostgreSQL's SplitGUCList() does. */
function splitList(value: string): readonly string[] {
  const names = [...value.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*?))\s*(?:,|$)/gs)]
    .filter((match) => match[0] !== '')
    .map(([, quoted, plain]) => (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')));
  return names.length === 0 ? [''] : names;
}
