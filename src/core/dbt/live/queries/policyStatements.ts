import { numberOf, textOf } from '../../../catalog/cells';
import { textArray } from '../../../catalog/textArray';
import type { CatalogQuery } from '../../../ports';

export interface PolicyStatement {
  readonly relation: number;
  readonly name: string;
  /** For a post-hook: on `{{ this }}`. */
  readonly statement: string;
}

/** To print a policy the server opens its table, and so it would wait for whoever swaps that just now. */
const limits = { statement: 10_000, lock: 1500 };

/** What makes the policies of relations anew. */
export function policyStatements(relations: readonly number[]): CatalogQuery<PolicyStatement> {
  return {
    name: 'dbt.policies',
    limits,
    text: `
  SELECT p.polrelid, p.polname,
         pg_catalog.concat('create policy ', pg_catalog.quote_ident(p.polname), ' on {{ this }}',
           CASE WHEN p.polpermissive THEN '' ELSE ' as restrictive' END,
           CASE p.polcmd WHEN 'r' THEN ' for select' WHEN 'a' THEN ' for insert' WHEN 'w' THEN ' for update'
                         WHEN 'd' THEN ' for delete' ELSE '' END,
           ' to ', (SELECT pg_catalog.string_agg(CASE WHEN k.oid = 0 THEN 'public'
                                                      ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(k.oid)) END, ', ')
                      FROM pg_catalog.unnest(p.polroles) AS k (oid)),
           ' using (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')',
           ' with check (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')')
    FROM pg_catalog.pg_policy AS p
   WHERE p.polrelid = ANY ($1::oid[])`,
    values: [textArray(relations.map(String))],
    row: ([relation, name, statement]) => ({
      relation: numberOf(relation),
      name: textOf(name),
      statement: textOf(statement),
    }),
  };
}
