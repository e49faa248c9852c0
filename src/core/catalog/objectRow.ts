import { isOneOf } from '../../base/validate';
import type { Cell } from '../ports';
import { numberOf, optionalText, textOf } from './cells';
import type { Listing } from './listing';
import { type ObjectKind, objectKinds } from './objectKind';

/** What can be said of an object in one word. */
export const objectMarks = [
  'disabled',
  'replicaOnly',
  'always',
  'notValid',
  'notEnforced',
  'inherited',
  'restrictive',
  'securityDefiner',
  'window',
  'ofExtension',
  'notNull',
  'primaryKey',
  'foreignKey',
  'unique',
  'check',
  'exclusion',
  'superuser',
  'noLogin',
  'createRole',
  'createDatabase',
  'replication',
  'bypassRowSecurity',
] as const;
export type ObjectMark = (typeof objectMarks)[number];

/** An object of any kind but those that have a row type of their own. */
export interface ObjectRow {
  readonly kind: ObjectKind;
  readonly oid: number;
  /** Of the object, or of the relation that it belongs to; undefined for what lives in no schema. */
  readonly schema: string | undefined;
  readonly name: string;
  /** The relation that it belongs to: of constraints, triggers, policies, rules and statistics. */
  readonly relation: string | undefined;
  /** By `pg_get_function_identity_arguments`: of functions, procedures and aggregates. */
  readonly signature: string | undefined;
  /** What else tells it from the others of its kind, as PostgreSQL prints it, such as `→ numeric` or a definition. */
  readonly detail: string | undefined;
  readonly marks: readonly ObjectMark[];
  readonly owner: string | undefined;
  readonly comment: string | undefined;
}

/** The select list that an `ObjectSelect` must have, in this order. */
export const objectCells = [
  'kind',
  'oid',
  'schema',
  'name',
  'relation',
  'signature',
  'detail',
  'marks',
  'owner',
  'comment',
] as const;

/** A SELECT of the columns `objectCells`; `parent` is the parameter with the oid of what the objects belong to. */
export type ObjectSelect = (parent: string) => string;

/** Objects by name. `parentOid` is undefined for what belongs to the whole database or server. */
export function objectListing(
  name: string,
  parentOid: number | undefined,
  select: ObjectSelect,
): Listing<ObjectRow> {
  const parent = parentOid === undefined ? [] : [String(parentOid)];
  return {
    page: (after, limit) => ({
      name,
      // The sub-select is flattened, so what costs time is computed for the rows of the page only.
      text: `
  SELECT ${objectCells.map((cell) => `o.${cell}`).join(', ')}
    FROM (${select('$4::oid')}) AS o (${objectCells.join(', ')})
   WHERE o.name > $1::name OR o.name = $1::name AND o.oid > $2::oid
   ORDER BY o.name, o.oid
   LIMIT $3::int`,
      values: [after?.[0] ?? '', after?.[1] ?? '0', String(limit), ...parent],
      row: objectRow,
    }),
    cursor: (row) => [row.name, String(row.oid)],
    count: () => ({
      name: `${name}.count`,
      text: `SELECT pg_catalog.count(*) FROM (${select('$1::oid')}) AS o`,
      values: parent,
      row: ([count]) => numberOf(count),
    }),
  };
}

/** Marks as one text cell: each argument is a condition and its mark. */
export function marksSql(...marks: readonly (readonly [condition: string, mark: ObjectMark])[]): string {
  const cases = marks.map(([condition, mark]) => `CASE WHEN ${condition} THEN '${mark}' END`);
  return `pg_catalog.concat_ws(',', ${cases.join(', ')})`;
}

/** The marks of what can be switched on and off, from a column as `pg_trigger.tgenabled`. */
export function enabledMarks(column: string): readonly (readonly [condition: string, mark: ObjectMark])[] {
  return [
    [`${column} = 'D'`, 'disabled'],
    [`${column} = 'R'`, 'replicaOnly'],
    [`${column} = 'A'`, 'always'],
  ];
}

function objectRow(cells: readonly Cell[]): ObjectRow {
  const [kind, oid, schema, name, relation, signature, detail, marks, owner, comment] = cells;
  const known = textOf(kind);
  if (!isOneOf(objectKinds, known)) {
    throw new Error(`A catalog query returned an object of an unknown kind: ${known}.`);
  }
  return {
    kind: known,
    oid: numberOf(oid),
    schema: optionalText(schema),
    name: textOf(name),
    relation: optionalText(relation),
    signature: optionalText(signature),
    detail: optionalText(detail),
    marks: (marks ?? '').split(',').filter((mark) => isOneOf(objectMarks, mark)),
    owner: optionalText(owner),
    comment: optionalText(comment),
  };
}
