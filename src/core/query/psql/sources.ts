import { UserError } from '../../../base/userError';
import { quoteLiteral } from '../../sql/quote';
import { type PsqlCommand, queries } from './psqlAnswer';

/** `\sf`: the definition of a function or procedure. */
export const functionSource: PsqlCommand = {
  names: /^sf$/,
  answer: ({ arguments: words }) => {
    const name = named(words, '\\sf name, or \\sf name(types)');
    const type = name.includes('(') ? 'regprocedure' : 'regproc';
    return queries(
      `SELECT pg_catalog.pg_get_functiondef(${quoteLiteral(name)}::pg_catalog.${type}) AS "Definition"`,
    );
  },
};

/** `\sv`: the definition of a view. */
export const viewSource: PsqlCommand = {
  names: /^sv$/,
  answer: ({ arguments: words }) => {
    const name = named(words, '\\sv name');
    return queries(`SELECT CASE c.relkind WHEN 'm' THEN 'CREATE MATERIALIZED VIEW ' ELSE 'CREATE OR REPLACE VIEW ' END
       || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || E' AS\\n'
       || pg_catalog.pg_get_viewdef(c.oid, true) AS "Definition"
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.oid = ${quoteLiteral(name)}::pg_catalog.regclass AND c.relkind IN ('v', 'm')`);
  },
};

function named(words: readonly string[], usage: string): string {
  if (words.length === 0) {
    throw new UserError(`A name is missing: ${usage}.`);
  }
  return words.join(' ');
}
