import type { Cell } from '../../ports';
import { textArray } from '../textArray';

/** A relation by its names. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** Which relations of the marts are wanted: those that pass every part that is there. */
export interface MartFilter {
  /** Found anywhere in the name or the comment, whatever its case. */
  readonly text: string | undefined;
  /** Found anywhere in the name of the owner. */
  readonly owner: string | undefined;
  /** Only these: the ones with a tag, which the server does not know. */
  readonly among: readonly QualifiedName[] | undefined;
}

/** Four parameters from `$first` on. */
export function filterValues(filter: MartFilter | undefined): readonly Cell[] {
  const { among } = filter ?? {};
  return [
    pattern(filter?.text),
    pattern(filter?.owner),
    among ? textArray(among.map((each) => each.schema)) : null,
    among ? textArray(among.map((each) => each.name)) : null,
  ];
}

/**
 * The condition on the `pg_class` row `c`, with the parameters of `filterValues` from `$first` on. Comments are searched
 * once, not once for each relation, of which there may be a hundred thousand.
 */
export function passesFilter(first: number): string {
  const [text, owner, schemas, names] = [0, 1, 2, 3].map((place) => `$${first + place}`);
  return `(${text}::text IS NULL OR c.relname::text ILIKE ${text}::text
           OR c.oid IN (SELECT d.objoid FROM pg_catalog.pg_description AS d
                         WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
                           AND d.description ILIKE ${text}::text))
     AND (${owner}::text IS NULL OR pg_catalog.pg_get_userbyid(c.relowner)::text ILIKE ${owner}::text)
     AND (${schemas}::text[] IS NULL OR EXISTS (
            SELECT FROM ROWS FROM (pg_catalog.unnest(${schemas}::name[]), pg_catalog.unnest(${names}::name[])) AS t (schema, name)
              JOIN pg_catalog.pg_namespace AS tn ON tn.nspname = t.schema
             WHERE t.name = c.relname AND tn.oid = c.relnamespace))`;
}

function pattern(text: string | undefined): Cell {
  return text === undefined ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
