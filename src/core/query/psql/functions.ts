import { parseNamePattern, patternCondition, systemCondition } from './namePattern';
import { type PsqlCommand, type PsqlLine, queries } from './psqlAnswer';

/** `\df`, with `a`, `n`, `p`, `t` and `w` for one kind of functions. Source: describeFunctions() of psql. */
export const functions: PsqlCommand = {
  names: /^df[anptw]*$/,
  answer: (line) => queries(listFunctions(line)),
};

function listFunctions({ name, arguments: [text], system, verbose }: PsqlLine): string {
  const pattern = text === undefined ? undefined : parseNamePattern(text);
  return `SELECT n.nspname AS "Schema", p.proname AS "Name",
       pg_catalog.pg_get_function_result(p.oid) AS "Result data type",
       pg_catalog.pg_get_function_arguments(p.oid) AS "Argument data types",
       CASE p.prokind WHEN 'a' THEN 'agg' WHEN 'w' THEN 'window' WHEN 'p' THEN 'proc' ELSE 'func' END AS "Type"${
         verbose ? verboseColumns : ''
       }
  FROM pg_catalog.pg_proc p
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace${
    verbose ? '\n  LEFT JOIN pg_catalog.pg_language l ON l.oid = p.prolang' : ''
  }
 WHERE ${kindCondition(name.slice(2))}
   AND ${patternCondition(pattern, {
     schema: 'n.nspname',
     name: 'p.proname',
     visible: 'pg_catalog.pg_function_is_visible(p.oid)',
   })}
   AND ${systemCondition('n.nspname', { system, pattern })}
 ORDER BY 1, 2, 4`;
}

const trigger = `p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype`;

const conditions: Readonly<Record<string, string>> = {
  a: `p.prokind = 'a'`,
  n: `(p.prokind = 'f' AND NOT ${trigger})`,
  p: `p.prokind = 'p'`,
  t: trigger,
  w: `p.prokind = 'w'`,
};

function kindCondition(letters: string): string {
  const chosen = [...new Set(letters)].flatMap((letter) => conditions[letter] ?? []);
  return chosen.length === 0 ? 'true' : `(${chosen.join(' OR ')})`;
}

const verboseColumns = `,
       CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS "Volatility",
       CASE p.proparallel WHEN 'r' THEN 'restricted' WHEN 's' THEN 'safe' ELSE 'unsafe' END AS "Parallel",
       pg_catalog.pg_get_userbyid(p.proowner) AS "Owner",
       CASE WHEN p.prosecdef THEN 'definer' ELSE 'invoker' END AS "Security",
       pg_catalog.array_to_string(p.proacl, E'\\n') AS "Access privileges",
       l.lanname AS "Language",
       p.prosrc AS "Source code",
       pg_catalog.obj_description(p.oid, 'pg_proc') AS "Description"`;
