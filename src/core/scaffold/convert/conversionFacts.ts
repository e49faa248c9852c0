import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { relationGrants } from '../../catalog/ddl/relationDefinition';
import { sequenceDdl } from '../../catalog/ddl/sequence';
import { objectOf } from '../../catalog/ddl/describe';
import { type DdlReading, readRows } from '../../catalog/ddl/ddl';
import { readTable, type TableDefinition } from '../../catalog/ddl/tableDefinition';
import { policyStatements, triggerStatements } from '../../catalog/ddl/tableParts';
import type { ActionTarget } from '../../catalog/actions/target';
import type { QualifiedName } from '../../catalog/queries/partitionAncestors';
import type { Database, ServerInfo } from '../../ports';
import { quoteQualified } from '../../sql/quote';
import {
  conversionMarks,
  indexState,
  type KeyFacts,
  obstacles,
  type OwnedSequence,
  ownedSequences,
  primaryKeyOf,
  type ReadingView,
  type ReferencedTable,
  referencedTables,
  readingViews,
  type TableRights,
  tableRights,
  takenNames,
  type TriggerName,
  triggerNames,
} from './conversionQueries';
import {
  conversionNames,
  type ConversionSpec,
  legacyPartName,
  readConversionComment,
} from './conversionSpec';

/** Where a conversion stands, as the catalog tells. Nothing else is remembered. */
export type ConversionPhase = 'none' | 'bounded' | 'validated' | 'swapped' | 'finished';

export type IndexState = 'none' | 'invalid' | 'valid';

/** What the catalog says of a table that is to be converted, or is being converted. */
export interface ConversionFacts {
  readonly server: ServerInfo;
  readonly phase: ConversionPhase;
  /** Of the conversion that is in progress. */
  readonly spec: ConversionSpec | undefined;
  readonly rights: TableRights;
  /** The table that has the name: the old one before the swap, the partitioned one after it. */
  readonly table: TableDefinition;
  /** The old table after the swap. */
  readonly legacy: TableDefinition | undefined;
  readonly primaryKey: KeyFacts | undefined;
  /** The key with the partition key in it, and the former key for the way back. */
  readonly newKey: IndexState;
  readonly formerKey: IndexState;
  readonly grants: readonly string[];
  readonly triggers: readonly TriggerName[];
  readonly triggerStatements: readonly string[];
  readonly policyStatements: readonly string[];
  readonly sequences: readonly OwnedSequence[];
  /** Privileges and comments of the sequences of identity columns. */
  readonly identityStatements: readonly string[];
  readonly views: readonly ReadingView[];
  readonly referenced: readonly ReferencedTable[];
  readonly obstacles: readonly string[];
}

/**
 * Reads where the conversion of a table stands.
 * @throws UserError when there is no such table; otherwise as `Database.read`
 */
export async function readConversionFacts(
  database: Database,
  table: QualifiedName,
  signal: CancelSignal,
): Promise<ConversionFacts> {
  const reading: DdlReading = { database, signal };
  const [rights] = await readRows(reading, tableRights(table));
  if (rights === undefined || !['r', 'p'].includes(rights.kind)) {
    throw new UserError(`There is no table ${quoteQualified(table.schema, table.name)} to convert.`);
  }
  const names = conversionNames({ table });
  const marks = await readRows(reading, conversionMarks(rights.oid, names.check));
  const [mark, spec] = ownMark(marks, table);
  const isPartitioned = rights.kind === 'p';
  const definition = await readTable(reading, targetOf(rights, table));
  const legacy =
    isPartitioned && mark !== undefined
      ? await readTable(reading, { ...targetOf(rights, table), kind: 'table', oid: mark.relation })
      : undefined;
  const phase = isPartitioned
    ? spec === undefined
      ? 'finished'
      : 'swapped'
    : spec === undefined
      ? 'none'
      : mark.validated
        ? 'validated'
        : 'bounded';
  return {
    server: database.server,
    phase,
    spec,
    rights,
    table: definition,
    legacy,
    ...(await readParts(reading, definition, names)),
  };
}

/** Names that the conversion would give and that something else has. */
export async function readTakenNames(
  database: Database,
  facts: ConversionFacts,
  spec: ConversionSpec,
  signal: CancelSignal,
): Promise<readonly string[]> {
  const names = conversionNames(spec);
  const wanted = [
    names.legacyName,
    names.undoneName,
    names.legacyKey,
    names.formerKey,
    ...spec.partitions.map(({ name }) => name),
    ...(spec.defaultPartition === undefined ? [] : [spec.defaultPartition]),
    ...facts.table.indexes
      .filter((index) => index.constraintOid === undefined)
      .map(({ name }) => legacyPartName(name)),
    ...facts.table.columns.flatMap(({ identity }) => (identity ? [legacyPartName(identity.sequence)] : [])),
  ];
  const twice = wanted.filter((name, place) => wanted.indexOf(name) !== place);
  return [...new Set([...twice, ...(await database.read(takenNames(spec.table.schema, wanted), signal))])];
}

async function readParts(
  reading: DdlReading,
  table: TableDefinition,
  names: ReturnType<typeof conversionNames>,
) {
  const { target } = table.relation;
  const [primaryKey] = await readRows(reading, primaryKeyOf(target.oid));
  const state = async (name: string): Promise<IndexState> => {
    const [found] = await readRows(reading, indexState(target.schema ?? '', name));
    return found === undefined ? 'none' : found.valid ? 'valid' : 'invalid';
  };
  const identities = table.columns.flatMap(({ identity }) => (identity ? [identity] : []));
  const described: string[] = [];
  for (const { sequenceOid, sequence } of identities) {
    const ddl = await sequenceDdl(reading, {
      ...objectOf('sequence', undefined, sequence),
      oid: sequenceOid,
    });
    described.push(...ddl.statements.slice(1).map(({ sql }) => sql));
  }
  return {
    primaryKey,
    newKey: await state(names.legacyKey),
    formerKey: await state(names.formerKey),
    grants: await relationGrants(reading, table.relation),
    triggers: await readRows(reading, triggerNames(target.oid)),
    triggerStatements: await triggerStatements(reading, target),
    policyStatements: await policyStatements(reading, target),
    sequences: await readRows(reading, ownedSequences(target.oid)),
    identityStatements: described,
    views: await readRows(reading, readingViews(target.oid)),
    referenced: await readRows(reading, referencedTables(target.oid)),
    obstacles: await readRows(reading, obstacles(target.oid)),
  };
}

function ownMark(
  marks: readonly { readonly relation: number; readonly comment: string; readonly validated: boolean }[],
  table: QualifiedName,
) {
  for (const mark of marks) {
    const spec = readConversionComment(mark.comment, table);
    if (spec !== undefined) {
      return [mark, spec] as const;
    }
  }
  return [undefined, undefined] as const;
}

function targetOf({ oid, kind }: TableRights, { schema, name }: QualifiedName): ActionTarget {
  return {
    kind: kind === 'p' ? 'partitionedTable' : 'table',
    oid,
    column: 0,
    schema,
    name,
    relation: undefined,
    signature: undefined,
  };
}
