import type { CancelSignal } from '../../base/cancelSignal';
import { ddlOf } from '../catalog/ddl/ddlOf';
import { ddlText } from '../catalog/ddl/ddlText';
import { columns, type ColumnRow } from '../catalog/queries/columns';
import { columnStatistics, type ColumnStatistics } from '../catalog/queries/columnStatistics';
import { dependencies, type Dependency } from '../catalog/queries/dependencies';
import { type Grant, grants } from '../catalog/queries/grants';
import { indexes, type IndexRow } from '../catalog/queries/indexes';
import { indexUse, type IndexUse } from '../catalog/queries/indexUse';
import { type PartitionFacts, partitionFacts } from '../catalog/queries/partitionFacts';
import { type Reader, readers } from '../catalog/queries/readers';
import { relationFacts, type RelationFacts } from '../catalog/queries/relationFacts';
import type { RelationRow } from '../catalog/queries/relations';
import { type TimeColumn, timeColumns } from '../catalog/queries/timeColumns';
import { relationKindWords } from '../catalog/relationKind';
import { displayName } from '../explorer/displayName';
import type { CatalogQuery, Cell, Database } from '../ports';
import { sampleFacts, type SampledColumn } from './sampleFacts';
import { sampledCharacters, type SampleMethod, sampleMethod, sampleQuery } from './sampleQuery';

/** Each section of a mart's page is read by itself, so that none waits for another. All throw as `Database.read`. */
export interface MartReading {
  readonly database: Database;
  readonly relation: RelationRow;
  readonly signal: CancelSignal;
}

/** More than a relation can have. */
const allColumns = 2_000;
const listLimit = 500;

export interface FactsSection {
  readonly facts: RelationFacts | undefined;
  readonly readers: readonly Reader[];
  readonly timeColumns: readonly TimeColumn[];
}

export async function factsSection({ database, relation, signal }: MartReading): Promise<FactsSection> {
  const { oid } = relation;
  const [facts, found, times] = await Promise.all([
    database.read(relationFacts(oid), signal),
    database.read(readers(oid, listLimit), signal),
    database.read(timeColumns(oid), signal),
  ]);
  return { facts: facts[0], readers: found, timeColumns: times };
}

export interface ColumnsSection {
  readonly columns: readonly ColumnRow[];
  /** By the name of the column. */
  readonly statistics: readonly ColumnStatistics[];
}

export async function columnsSection({ database, relation, signal }: MartReading): Promise<ColumnsSection> {
  const [found, statistics] = await Promise.all([
    database.read(columns(relation.oid).page(undefined, allColumns), signal),
    database.read(columnStatistics(relation), signal),
  ]);
  return { columns: found, statistics };
}

export interface SampleSection {
  readonly names: readonly string[];
  /** The first of the rows that were read. A value that was cut ends with an ellipsis. */
  readonly rows: readonly (readonly Cell[])[];
  /** How many rows were read. */
  readonly read: number;
  /** They are all that the relation has. */
  readonly all: boolean;
  readonly method: SampleMethod;
  /** Over all rows that were read, in the order of the names. */
  readonly columns: readonly SampledColumn[];
}

const sampledRows = 200;
const shownRows = 20;

/** @param timeout of the statement, in milliseconds. */
export async function sampleSection(reading: MartReading, timeout: number): Promise<SampleSection> {
  const { database, relation, signal } = reading;
  const found = await database.read(columns(relation.oid).page(undefined, allColumns), signal);
  const [facts] = await database.read(relationFacts(relation.oid), signal);
  const estimate = facts?.facts.rows ?? 0;
  const read = (method: SampleMethod): Promise<readonly (readonly Cell[])[]> =>
    database.read(sampleQuery(relation, found, estimate, { rows: sampledRows, timeout, method }), signal);
  let method = sampleMethod(relation, estimate);
  let rows = found.length === 0 ? [] : await read(method);
  if (rows.length === 0 && method === 'pages') {
    // The estimate was out of date, or chance chose empty pages.
    method = 'first';
    rows = await read(method);
  }
  const cut = rows.map((row) => row.map(withEllipsis));
  return {
    names: found.map((column) => column.name),
    rows: cut.slice(0, shownRows),
    read: rows.length,
    all: method === 'first' && rows.length < sampledRows,
    method,
    columns: sampleFacts(cut, found.length),
  };
}

/** The server counts characters, and JavaScript halves of them. */
function withEllipsis(cell: Cell): Cell {
  if (cell === null || cell.length <= sampledCharacters) {
    return cell;
  }
  const characters = Array.from(cell);
  return characters.length <= sampledCharacters
    ? cell
    : `${characters.slice(0, sampledCharacters).join('')}…`;
}

export interface DefinitionSection {
  /** The statements that make the relation, with comments on what they need. */
  readonly sql: string;
}

/** @throws UserError when the relation is locked exclusively or gone; otherwise as `Database.read` */
export async function definitionSection({
  database,
  relation,
  signal,
}: MartReading): Promise<DefinitionSection> {
  const { oid, schema, name, kind } = relation;
  const target = { kind, oid, column: 0, schema, name, relation: undefined, signature: undefined };
  const ddl = await ddlOf(database, { target }, signal);
  const shown = `${displayName(schema)}.${displayName(name)}`;
  return { sql: ddlText(`The ${relationKindWords(kind)} ${shown}.`, ddl) };
}

export interface IndexesSection {
  readonly indexes: readonly (IndexRow & { readonly use: IndexUse | undefined })[];
}

export async function indexesSection({ database, relation, signal }: MartReading): Promise<IndexesSection> {
  const [found, uses] = await Promise.all([
    database.read(indexes(relation.oid).page(undefined, listLimit), signal),
    database.read(indexUse(relation.oid), signal),
  ]);
  const byOid = new Map(uses.map((use) => [use.oid, use]));
  return { indexes: found.map((index) => ({ ...index, use: byOid.get(index.oid) })) };
}

export async function grantsSection({ database, relation, signal }: MartReading): Promise<readonly Grant[]> {
  return database.read(grants(relation.oid), signal);
}

export interface DependenciesSection {
  readonly up: readonly Dependency[];
  readonly down: readonly Dependency[];
}

export async function dependenciesSection(reading: MartReading): Promise<DependenciesSection> {
  const query = (direction: 'up' | 'down'): CatalogQuery<Dependency> =>
    dependencies({ relations: [reading.relation.oid], functions: [], direction, limit: listLimit });
  const { database, signal } = reading;
  const [up, down] = await Promise.all([
    database.read(query('up'), signal),
    database.read(query('down'), signal),
  ]);
  // Partitions have a section of their own.
  return { up, down: down.filter((each) => each.way !== 'partitionOf') };
}

export async function partitionsSection({
  database,
  relation,
  signal,
}: MartReading): Promise<readonly PartitionFacts[]> {
  return relation.kind === 'partitionedTable'
    ? database.read(partitionFacts(relation.oid, listLimit), signal)
    : [];
}
