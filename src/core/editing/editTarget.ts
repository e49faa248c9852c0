import type { CatalogQuery, Cell } from '../ports';
import { flagOf, textOf } from '../catalog/cells';
import { jsonRecords } from '../catalog/jsonCell';
import { displayName } from '../explorer/displayName';
import type { ResultColumn } from '../query/session';

/** A column of the table that a result is edited in. */
export interface TableColumn {
  /** The attribute number. */
  readonly number: number;
  readonly name: string;
  /** By `format_type`, such as `numeric(15,2)`. */
  readonly type: string;
  /** Without its modifier: a cast to `varchar(3)` would cut what does not fit, an assignment refuses it. */
  readonly baseType: string;
  /** Its equality tells values apart; others are compared by their text. */
  readonly comparable: boolean;
  /** Why no value can be given; undefined when one can. */
  readonly refusal: string | undefined;
  readonly notNull: boolean;
}

/** The table that the rows of a result come from, and how a row of it is found again. */
export interface EditTarget {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** For each column of the result its column of the table; undefined for a computed one, or one that is there before. */
  readonly shown: readonly (TableColumn | undefined)[];
  /** All of them are in the result, and none can be NULL. */
  readonly key: readonly TableColumn[];
  readonly rowSecurity: boolean;
  readonly hasTriggers: boolean;
}

/** The target, or a sentence that says why the rows cannot be edited. */
export type FoundTarget =
  | { readonly kind: 'target'; readonly target: EditTarget }
  | { readonly kind: 'refused'; readonly reason: string };

/** The one table that the columns come from, before anything is asked of the server. */
export function tableOf(
  columns: readonly ResultColumn[],
): { readonly kind: 'table'; readonly oid: number } | { readonly kind: 'refused'; readonly reason: string } {
  const oids = new Set(columns.map(({ tableOid }) => tableOid).filter((oid) => oid !== 0));
  const [oid] = oids;
  if (oid === undefined) {
    return refused('No column of this result comes from a table, so there is nothing to edit.');
  }
  if (oids.size > 1) {
    return refused(
      'The columns of this result come from several tables. Only the rows of one table can be edited.',
    );
  }
  return oid < firstUserOid
    ? refused('The rows of a system catalog cannot be edited here.')
    : { kind: 'table', oid };
}

/** Source: FirstNormalObjectId in src/include/access/transam.h. */
const firstUserOid = 16_384;

/** What the catalog says of a table; no row when there is none. It can be read in any session. */
export interface TableFacts {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** `pg_class.relkind` */
  readonly kind: string;
  readonly rowSecurity: boolean;
  readonly hasTriggers: boolean;
  readonly columns: readonly TableColumn[];
  /** Attribute numbers of unique keys without expressions, the primary key first. */
  readonly keys: readonly (readonly number[])[];
}

export function tableFacts(oid: number): CatalogQuery<TableFacts> {
  return {
    name: 'tableFacts',
    text: factsText,
    values: [String(oid)],
    row: ([schema, name, kind, rowSecurity, hasTriggers, columns, keys]) => ({
      ...{ oid, schema: textOf(schema), name: textOf(name), kind: textOf(kind) },
      ...{ rowSecurity: flagOf(rowSecurity), hasTriggers: flagOf(hasTriggers) },
      columns: jsonRecords(columns).map(tableColumn),
      keys: keysOf(keys),
    }),
  };
}

// Before version 15 the server calls its copies of a trigger on a partition internal; unlike those of foreign keys they belong
// to no constraint.
// The types whose equality tells values apart, by their object ids (pg_type.dat): not box or circle, which compare
// areas. A collation that is not deterministic calls different texts equal.
const factsText = `
  SELECT n.nspname, c.relname, c.relkind, c.relrowsecurity,
         EXISTS (SELECT FROM pg_catalog.pg_trigger AS g
                  WHERE g.tgrelid = c.oid AND (NOT g.tgisinternal OR g.tgconstraint = 0) AND g.tgenabled <> 'D'),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'number', a.attnum, 'name', a.attname, 'notNull', a.attnotnull,
                   'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                   'base', pg_catalog.format_type(a.atttypid, -1),
                   'generated', a.attgenerated <> '', 'always', a.attidentity = 'a',
                   'comparable', (t.typtype = 'e' OR coalesce(nullif(t.typbasetype, 0), t.oid) IN (16, 17, 18, 19, 20, 21,
                     23, 25, 26, 650, 700, 701, 790, 829, 869, 1042, 1043, 1082, 1083, 1114, 1184, 1186, 1266, 1560, 1562,
                     1700, 2950, 3220, 3802))
                     AND (a.attcollation = 0 OR (SELECT l.collisdeterministic FROM pg_catalog.pg_collation AS l
                                                  WHERE l.oid = a.attcollation)))
                 ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('columns',
                   (SELECT pg_catalog.json_agg(k.number ORDER BY k.place)
                      FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
                     WHERE k.place <= i.indnkeyatts))
                 ORDER BY NOT i.indisprimary, i.indnkeyatts, i.indexrelid)
            FROM pg_catalog.pg_index AS i
           WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indexprs IS NULL AND i.indpred IS NULL)
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.oid = $1::oid`;

/** Brings the columns of a result and the facts of its table together. */
export function findTarget(columns: readonly ResultColumn[], facts: TableFacts | undefined): FoundTarget {
  if (!facts) {
    return refused('The table of this result no longer exists. Run the statement again.');
  }
  const name = displayName(`${facts.schema}.${facts.name}`);
  if (facts.kind !== 'r' && facts.kind !== 'p') {
    const kind = relationKinds[facts.kind] ?? 'no table';
    return refused(
      `${name} is ${kind}. Only the rows of a table can be edited; select from the table itself.`,
    );
  }
  const seen = new Set<number>();
  const shown = columns.map(({ tableOid, attributeNumber }) => {
    const isFirst = tableOid === facts.oid && !seen.has(attributeNumber);
    seen.add(attributeNumber);
    return isFirst ? facts.columns.find(({ number }) => number === attributeNumber) : undefined;
  });
  const present = new Set(shown.map((column) => column?.number));
  const byNumber = new Map(facts.columns.map((column) => [column.number, column]));
  const keys = facts.keys.map((key) => key.flatMap((number) => byNumber.get(number) ?? []));
  const certain = keys.filter((key) => key.length > 0 && key.every(({ notNull }) => notNull));
  const key = certain.find((each) => each.every(({ number }) => present.has(number)));
  if (key) {
    const { oid, schema, rowSecurity, hasTriggers } = facts;
    const target = {
      oid,
      schema,
      name: facts.name,
      columns: facts.columns,
      shown,
      key,
      rowSecurity,
      hasTriggers,
    };
    return { kind: 'target', target };
  }
  const [wanted] = certain;
  return wanted
    ? refused(
        `The key of ${name} is not whole in this result. Add ${missing(wanted, present)} to the select list to edit its rows.`,
      )
    : refused(
        `${name} has no primary key and no unique key without NULLs, so its rows cannot be told apart.`,
      );
}

const relationKinds: Readonly<Record<string, string>> = {
  v: 'a view',
  m: 'a materialized view',
  f: 'a foreign table',
  S: 'a sequence',
};

function missing(key: readonly TableColumn[], present: ReadonlySet<number | undefined>): string {
  return key
    .filter(({ number }) => !present.has(number))
    .map(({ name }) => displayName(name))
    .join(', ');
}

function tableColumn(entry: Readonly<Record<string, unknown>>): TableColumn {
  return {
    number: Number(entry['number']),
    name: String(entry['name']),
    type: String(entry['type']),
    baseType: String(entry['base']),
    comparable: entry['comparable'] === true,
    notNull: entry['notNull'] === true,
    refusal:
      entry['generated'] === true
        ? 'is generated from other columns, so it takes no value.'
        : entry['always'] === true
          ? 'is an identity column that is always generated, so it takes no value.'
          : undefined,
  };
}

function keysOf(cell: Cell | undefined): readonly (readonly number[])[] {
  return jsonRecords(cell).map(({ columns }) => (Array.isArray(columns) ? columns.map(Number) : []));
}

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}
