import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { flagOf, optionalText, textOf } from '../cells';
import { type ActionTarget, ownName } from '../actions/target';
import { created, type Ddl, ddl, type DdlReading, linked, readObject } from './ddl';
import { commentStatement, objectOf, ownerStatement } from './describe';
import { grantStatements } from './grants';
import { type CatalogRecord, selectRecords } from './records';

/** What CREATE SEQUENCE and an identity column say of a sequence. */
export interface SequenceFacts {
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cache: string;
  readonly cycles: boolean;
}

/** The expressions of `sequenceFacts`, for a `pg_sequence` row named `s`. */
export const sequenceColumns = {
  type: 'pg_catalog.format_type(s.seqtypid, NULL)',
  start: 's.seqstart',
  increment: 's.seqincrement',
  minimum: 's.seqmin',
  maximum: 's.seqmax',
  cache: 's.seqcache',
  cycles: 's.seqcycle',
} as const;

export function sequenceFacts(row: CatalogRecord<keyof typeof sequenceColumns>): SequenceFacts {
  return {
    type: textOf(row.type),
    start: textOf(row.start),
    increment: textOf(row.increment),
    minimum: textOf(row.minimum),
    maximum: textOf(row.maximum),
    cache: textOf(row.cache),
    cycles: flagOf(row.cycles),
  };
}

/** What differs from the sequence that PostgreSQL makes when nothing is said, such as `INCREMENT BY 10 CACHE 5`. */
export function sequenceOptions(facts: SequenceFacts): readonly string[] {
  const ascending = !facts.increment.startsWith('-');
  const [least, greatest] = bounds[facts.type] ?? ['', ''];
  const minimum = ascending ? '1' : least;
  const maximum = ascending ? greatest : '-1';
  return [
    facts.increment === '1' ? undefined : `INCREMENT BY ${facts.increment}`,
    facts.minimum === minimum ? undefined : `MINVALUE ${facts.minimum}`,
    facts.maximum === maximum ? undefined : `MAXVALUE ${facts.maximum}`,
    facts.start === (ascending ? facts.minimum : facts.maximum) ? undefined : `START WITH ${facts.start}`,
    facts.cache === '1' ? undefined : `CACHE ${facts.cache}`,
    facts.cycles ? 'CYCLE' : undefined,
  ].filter((option) => option !== undefined);
}

const bounds: Readonly<Record<string, readonly [least: string, greatest: string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
};

/** A sequence. Its last value is data and stays out. */
export async function sequenceDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const row = await readObject(reading, sequenceQuery(target.oid), target);
  const self = objectOf('sequence', textOf(row.schema), textOf(row.name));
  const isIdentity = row.dependency === 'i';
  const owned =
    row.column === null
      ? undefined
      : `${quoteQualified(textOf(row.tableSchema), textOf(row.table))}.${quoteIdentifier(row.column)}`;
  const described = [
    commentStatement(self, row.comment),
    ...(await grantStatements(reading, target.oid, sequenceAcl(self))),
  ];
  if (isIdentity) {
    return ddl(
      created(identityStatement(row, self), ...described),
      `It belongs to the identity column ${owned ?? ''} and comes and goes with it.`,
    );
  }
  const persistence = row.persistence === 'u' ? 'UNLOGGED ' : '';
  return ddl(
    [
      ...created(
        sequenceStatement(self, persistence, sequenceFacts(row)),
        ownerStatement(self, row.owner),
        ...described,
      ),
      ...linked(owned === undefined ? undefined : ownedByStatement(self, owned)),
    ],
    'The last value is not part of the definition: a new sequence begins at its start.',
  );
}

export function ownedByStatement(self: ActionTarget, column: string): string {
  return `ALTER SEQUENCE ${ownName(self)} OWNED BY ${column}`;
}

function sequenceStatement(self: ActionTarget, persistence: string, facts: SequenceFacts): string {
  const type = facts.type === 'bigint' ? [] : [`AS ${facts.type}`];
  return `CREATE ${persistence}SEQUENCE ${[ownName(self), ...type, ...sequenceOptions(facts)].join(' ')}`;
}

function identityStatement(
  row: CatalogRecord<'tableSchema' | 'table' | 'column' | 'identity' | keyof typeof sequenceColumns>,
  self: ActionTarget,
): string {
  const table = quoteQualified(textOf(row.tableSchema), textOf(row.table));
  const options = [`SEQUENCE NAME ${ownName(self)}`, ...sequenceOptions(sequenceFacts(row))];
  const kind = row.identity === 'a' ? 'ALWAYS' : 'BY DEFAULT';
  return `ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(textOf(row.column))} ADD GENERATED ${kind} AS IDENTITY (${options.join(' ')})`;
}

function sequenceAcl(self: ActionTarget) {
  return {
    on: `SEQUENCE ${ownName(self)}`,
    acl: 'c.relacl',
    owner: 'c.relowner',
    from: 'pg_catalog.pg_class AS c WHERE c.oid = $1::oid',
    standard: `'s'`,
  };
}

function sequenceQuery(oid: number) {
  return selectRecords(
    'ddl.sequence',
    {
      schema: 'n.nspname',
      name: 'c.relname',
      owner: 'pg_catalog.pg_get_userbyid(c.relowner)',
      comment: `pg_catalog.obj_description(c.oid, 'pg_class')`,
      persistence: 'c.relpersistence',
      ...sequenceColumns,
      dependency: 'd.deptype',
      tableSchema: 'tn.nspname',
      table: 't.relname',
      column: 'a.attname',
      identity: 'a.attidentity',
    },
    `pg_catalog.pg_sequence AS s
    JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.objsubid = 0
     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    LEFT JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid
    LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.relnamespace
    LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
   WHERE s.seqrelid = $1::oid`,
    [String(oid)],
  );
}

/** A sequence's options from cells that may be absent, as those of a column without one. */
export function optionalSequenceFacts(
  row: CatalogRecord<keyof typeof sequenceColumns>,
): SequenceFacts | undefined {
  return optionalText(row.start) === undefined ? undefined : sequenceFacts(row);
}
