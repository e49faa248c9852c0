import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import { flagOf, numberOf, textOf } from '../cells';
import { jsonRecords, jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName } from '../actions/target';
import { extensionNote, typeQuery, typeStatements } from './dataTypes';
import { created, type Ddl, ddl, type DdlReading, joined, readObject } from './ddl';
import { objectOf } from './describe';
import { type CatalogRecord, selectRecords } from './records';
import { routineDdl } from './routine';

/** A range type with its multirange type. A function that brings its values into one form is made with it. */
export async function rangeDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const type = await readObject(reading, typeQuery(target.oid), target);
  const range = await readObject(reading, rangeQuery(target.oid), target);
  const self = objectOf('range', textOf(type.schema), textOf(type.name));
  const canonical = jsonRecords(range.canonical);
  const parts = [
    `SUBTYPE = ${textOf(range.subtype)}`,
    qualifiedPart('SUBTYPE_OPCLASS', range.opclass),
    qualifiedPart('COLLATION', range.collation),
    ...canonical.map((each) => `CANONICAL = ${quoteQualified(String(each['schema']), String(each['name']))}`),
    qualifiedPart('SUBTYPE_DIFF', range.subtypeDiff),
    qualifiedPart('MULTIRANGE_TYPE_NAME', range.multirange),
  ].filter((part) => part !== undefined);
  return joined(
    canonical.length === 0 ? undefined : ddl(created(`CREATE TYPE ${ownName(self)}`)),
    ...(await functionsOf(reading, canonical)),
    ddl(
      created(
        `CREATE TYPE ${ownName(self)} AS RANGE (\n    ${parts.join(',\n    ')}\n)`,
        ...(await typeStatements(reading, self, type)),
      ),
      extensionNote(type),
    ),
  );
}

/** A base type with the functions that read and print it, or a type that is only announced. */
export async function baseTypeDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const type = await readObject(reading, typeQuery(target.oid), target);
  const base = await readObject(reading, baseQuery(target.oid), target);
  const self = objectOf('baseType', textOf(type.schema), textOf(type.name));
  const announce = ddl(created(`CREATE TYPE ${ownName(self)}`));
  if (!flagOf(base.defined)) {
    return joined(
      announce,
      ddl(
        created(...(await typeStatements(reading, self, type))),
        'It is only announced (a shell type): nobody has said yet how its values are read and printed.',
      ),
    );
  }
  const functions = jsonRecords(base.functions);
  const parts = baseParts(base, type.collation).filter((part) => part !== undefined);
  return joined(
    announce,
    ...(await functionsOf(reading, functions)),
    ddl(
      created(
        `CREATE TYPE ${ownName(self)} (\n    ${parts.join(',\n    ')}\n)`,
        ...(await typeStatements(reading, self, type)),
      ),
      extensionNote(type),
      'Functions written in C need their library on the server.',
    ),
  );
}

type BaseCells = CatalogRecord<keyof typeof baseExpressions>;

function baseParts(row: BaseCells, _collation: string | null): readonly (string | undefined)[] {
  const length = numberOf(row.length);
  const byRole = new Map(
    jsonRecords(row.functions).map((each) => [
      String(each['role']),
      quoteQualified(String(each['schema']), String(each['name'])),
    ]),
  );
  return [
    ...[...byRole].map(([role, name]) => `${role} = ${name}`),
    `INTERNALLENGTH = ${length === -1 ? 'VARIABLE' : length}`,
    flagOf(row.byValue) ? 'PASSEDBYVALUE' : undefined,
    `ALIGNMENT = ${alignments[textOf(row.alignment)] ?? 'int4'}`,
    `STORAGE = ${storages[textOf(row.storage)] ?? 'plain'}`,
    `CATEGORY = ${quoteLiteral(textOf(row.category))}`,
    flagOf(row.preferred) ? 'PREFERRED = true' : undefined,
    row.default === null ? undefined : `DEFAULT = ${quoteLiteral(row.default)}`,
    row.element === null ? undefined : `ELEMENT = ${row.element}`,
    row.delimiter === ',' ? undefined : `DELIMITER = ${quoteLiteral(textOf(row.delimiter))}`,
    flagOf(row.collatable) ? 'COLLATABLE = true' : undefined,
  ];
}

const alignments: Readonly<Record<string, string>> = { c: 'char', s: 'int2', i: 'int4', d: 'double' };
const storages: Readonly<Record<string, string>> = { p: 'plain', e: 'external', x: 'extended', m: 'main' };

function qualifiedPart(name: string, cell: string | null): string | undefined {
  const parts = jsonTexts(cell);
  return parts.length === 0 ? undefined : `${name} = ${parts.map(quoteIdentifier).join('.')}`;
}

/** The functions that were made for the type; those of PostgreSQL itself are there already. */
async function functionsOf(
  reading: DdlReading,
  functions: readonly Record<string, unknown>[],
): Promise<readonly Ddl[]> {
  const oids = functions.map((each) => Number(each['oid'])).filter((oid) => oid >= firstOwnOid);
  return Promise.all(
    [...new Set(oids)].map((oid) => routineDdl(reading, { ...objectOf('function', undefined, ''), oid })),
  );
}

/** Objects that initdb makes have lower oids. Source: FirstNormalObjectId in PostgreSQL's src/include/access/transam.h. */
const firstOwnOid = 16384;

function rangeQuery(oid: number) {
  return selectRecords(
    'ddl.range',
    {
      subtype: 'pg_catalog.format_type(r.rngsubtype, NULL)',
      opclass: `(SELECT pg_catalog.json_build_array(n.nspname, c.opcname)
            FROM pg_catalog.pg_opclass AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.opcnamespace
           WHERE c.oid = r.rngsubopc AND NOT c.opcdefault)`,
      collation: `(SELECT pg_catalog.json_build_array(n.nspname, c.collname)
            FROM pg_catalog.pg_collation AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
           WHERE c.oid = r.rngcollation AND r.rngcollation <> (
                   SELECT t.typcollation FROM pg_catalog.pg_type AS t WHERE t.oid = r.rngsubtype))`,
      canonical: functionRecords([['CANONICAL', 'r.rngcanonical']]),
      subtypeDiff: `(SELECT pg_catalog.json_build_array(n.nspname, f.proname)
            FROM pg_catalog.pg_proc AS f JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace
           WHERE f.oid = r.rngsubdiff)`,
      // Multiranges came with PostgreSQL 14.
      multirange: `(SELECT pg_catalog.json_build_array(n.nspname, t.typname)
            FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
           WHERE t.oid = (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid)`,
    },
    'pg_catalog.pg_range AS r WHERE r.rngtypid = $1::oid',
    [String(oid)],
  );
}

/** Functions as JSON records of role, oid, schema and name, in this order. */
function functionRecords(columns: readonly (readonly [role: string, column: string])[]): string {
  const rows = columns.map(([role, column], place) => `(${place}, '${role}', ${column}::oid)`);
  return `(SELECT pg_catalog.json_agg(pg_catalog.json_build_object('role', v.role, 'oid', f.oid, 'schema', n.nspname,
                     'name', f.proname) ORDER BY v.place)
            FROM (VALUES ${rows.join(', ')}) AS v (place, role, oid)
            JOIN pg_catalog.pg_proc AS f ON f.oid = v.oid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = f.pronamespace)`;
}

const baseExpressions = {
  defined: 't.typisdefined',
  functions: functionRecords([
    ['INPUT', 't.typinput'],
    ['OUTPUT', 't.typoutput'],
    ['RECEIVE', 't.typreceive'],
    ['SEND', 't.typsend'],
    ['TYPMOD_IN', 't.typmodin'],
    ['TYPMOD_OUT', 't.typmodout'],
    ['ANALYZE', 't.typanalyze'],
    // Subscripting by a function came with PostgreSQL 14.
    ['SUBSCRIPT', `nullif(pg_catalog.to_jsonb(t) ->> 'typsubscript', '-')::pg_catalog.regproc`],
  ]),
  length: 't.typlen',
  byValue: 't.typbyval',
  alignment: 't.typalign',
  storage: 't.typstorage',
  category: 't.typcategory',
  preferred: 't.typispreferred',
  default: 't.typdefault',
  element: 'CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END',
  delimiter: 't.typdelim',
  collatable: 't.typcollation <> 0',
} as const;

function baseQuery(oid: number) {
  return selectRecords('ddl.baseType', baseExpressions, 'pg_catalog.pg_type AS t WHERE t.oid = $1::oid', [
    String(oid),
  ]);
}
