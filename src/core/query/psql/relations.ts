import { parseNamePattern, patternCondition, systemCondition } from './namePattern';
import { type PsqlCommand, type PsqlLine, queries } from './psqlAnswer';

/** `\dt`, `\dv`, `\dm`, `\di`, `\ds`, `\dE`, their combinations, and `\d` without a name. */
export const relations: PsqlCommand = {
  names: /^d[tvmisE]+$/,
  answer: (line) => queries(listRelations(line, line.name.slice(1))),
};

/** The relations of the kinds that the letters stand for. Source: listTables() of psql. */
export function listRelations(line: PsqlLine, letters: string): string {
  const pattern = line.arguments[0] === undefined ? undefined : parseNamePattern(line.arguments[0]);
  const withIndexes = letters.includes('i');
  const withStorage = /[tmi]/.test(letters);
  return `SELECT n.nspname AS "Schema", c.relname AS "Name",
       CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index'
         WHEN 'S' THEN 'sequence' WHEN 't' THEN 'TOAST table' WHEN 'f' THEN 'foreign table'
         WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END AS "Type",
       pg_catalog.pg_get_userbyid(c.relowner) AS "Owner"${withIndexes ? ',\n       c2.relname AS "Table"' : ''}${
         line.verbose ? verboseColumns(withStorage) : ''
       }
  FROM pg_catalog.pg_class c
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
  LEFT JOIN pg_catalog.pg_class c2 ON c2.oid = i.indrelid
 WHERE c.relkind IN (${kinds(letters, line.system || pattern !== undefined)})
   AND ${systemCondition('n.nspname', { system: line.system, pattern })}
   AND ${patternCondition(pattern, {
     schema: 'n.nspname',
     name: 'c.relname',
     visible: 'pg_catalog.pg_table_is_visible(c.oid)',
   })}
 ORDER BY 1, 2`;
}

function kinds(letters: string, withToast: boolean): string {
  const found = Array.from(letters).flatMap((letter) => kindsOfLetter[letter] ?? []);
  const toast = withToast && letters.includes('t') ? ['t'] : [];
  return [...found, ...toast].map((kind) => `'${kind}'`).join(', ');
}

const kindsOfLetter: Readonly<Record<string, readonly string[]>> = {
  t: ['r', 'p'],
  v: ['v'],
  m: ['m'],
  i: ['i', 'I'],
  s: ['S'],
  E: ['f'],
};

function verboseColumns(withStorage: boolean): string {
  return `,
       CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 't' THEN 'temporary' WHEN 'u' THEN 'unlogged' END
         AS "Persistence",${withStorage ? '\n       am.amname AS "Access method",' : ''}
       pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid)) AS "Size",
       pg_catalog.obj_description(c.oid, 'pg_class') AS "Description"`;
}
