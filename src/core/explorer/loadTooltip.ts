import type { CancelSignal } from '../../base/cancelSignal';
import type { ObjectKind } from '../catalog/objectKind';
import { columnFacts, type ColumnFacts } from '../catalog/queries/columnFacts';
import { indexFacts, type IndexFacts } from '../catalog/queries/indexFacts';
import { databaseFacts, functionFacts, roleFacts, sequenceFacts } from '../catalog/queries/objectFacts';
import { type Maintenance, relationFacts, type RelationFacts } from '../catalog/queries/relationFacts';
import { type Reader, readers } from '../catalog/queries/readers';
import type { CatalogQuery, Database } from '../ports';
import { displayName } from './displayName';
import { lastWriteLines } from './lastWrite';
import { countWords, sizeWords } from './measures';
import type { ExplorerNode } from './nodes';
import { presentNode } from './presentNode';
import { presentRelation } from './presentRelation';
import { joined, lines } from './presentation';

/**
 * The lines of a node's tooltip with what is worth a query: sizes, rows, maintenance, statistics. No query waits for a
 * lock on the object.
 * @throws as `Database.read`.
 */
export async function loadTooltip(
  node: ExplorerNode,
  database: Database,
  signal: CancelSignal,
): Promise<readonly string[]> {
  const first = async <Row>(query: CatalogQuery<Row>): Promise<Row | undefined> =>
    (await database.read(query, signal))[0];
  const known = presentNode(node, { kind: 'connected' }).tooltip;
  if (node.kind === 'relation') {
    const facts = await first(relationFacts(node.row.oid));
    const names = await database.read(readers(node.row.oid, namedReaders), signal);
    return facts === undefined
      ? known
      : presentRelation({ ...node, facts: facts.facts }, [
          ...maintenanceLines(facts),
          ...(facts.maintained === 0 ? [] : lastWriteLines(facts.activity)),
          readersLine(names),
        ]).tooltip;
  }
  if (node.kind === 'column') {
    const { schema, name } = node.relation;
    return lines(...known, columnLine(await first(columnFacts(schema, name, node.row.name))));
  }
  if (node.kind === 'index') {
    return lines(...known, indexLine(await first(indexFacts(node.row.oid))));
  }
  const query = lineQuery(node);
  const line = query && (await first(query));
  return line === undefined ? known : lines(...known, displayName(line));
}

/** Readers that a tooltip names; the rest is counted. */
const namedReaders = 8;

function readersLine(readers: readonly Reader[]): string {
  const rest = (readers[0]?.total ?? 0) - readers.length;
  const names = readers.map((reader) =>
    joined(displayName(reader.role), reader.schemaClosed ? 'not in this schema' : undefined),
  );
  return `Readers: ${names.join(', ')}${rest > 0 ? ` and ${countWords(rest)} more` : ''}`;
}

/** The query of what one line says. */
function lineQuery(node: ExplorerNode): CatalogQuery<string> | undefined {
  if (node.kind === 'database') {
    return databaseFacts(node.row.oid);
  }
  return node.kind === 'object' ? objectFacts[node.row.kind]?.(node.row.oid) : undefined;
}

const objectFacts: Readonly<Partial<Record<ObjectKind, (oid: number) => CatalogQuery<string>>>> = {
  sequence: sequenceFacts,
  function: functionFacts,
  procedure: functionFacts,
  aggregate: functionFacts,
  role: roleFacts,
};

function maintenanceLines(facts: RelationFacts): readonly string[] {
  if (facts.maintained === 0) {
    return [];
  }
  return lines(
    `Last ANALYZE: ${maintenanceWords(facts.analyzed, facts.maintained)}`,
    `Last VACUUM: ${maintenanceWords(facts.vacuumed, facts.maintained)}`,
    facts.deadRows === undefined || facts.deadRows === 0
      ? undefined
      : `Dead rows: ~${countWords(facts.deadRows)}`,
  );
}

function maintenanceWords(done: Maintenance, leaves: number): string {
  if (done.oldest === undefined || done.newest === undefined) {
    return 'never, as far as the server remembers';
  }
  const when = done.oldest === done.newest ? done.newest : `${done.oldest} to ${done.newest}`;
  return done.never === 0
    ? when
    : `${when}, and never for ${countWords(done.never)} of ${countWords(leaves)}`;
}

function columnLine(facts: ColumnFacts | undefined): string | undefined {
  if (facts === undefined) {
    return undefined;
  }
  const { distinct, nullShare, averageWidth } = facts;
  const values =
    distinct === -1
      ? 'nearly every value is different'
      : distinct < 0
        ? `distinct values: ${share(-distinct)} of the rows`
        : `about ${countWords(distinct)} distinct values`;
  return `At the last ANALYZE: ${share(nullShare)} null, ${values}, ${sizeWords(averageWidth)} on average`;
}

function share(part: number): string {
  const percent = part * 100;
  return part > 0 && percent < 1 ? 'under 1%' : `${countWords(Math.round(percent))}%`;
}

function indexLine(facts: IndexFacts | undefined): string | undefined {
  if (facts === undefined) {
    return undefined;
  }
  const last = facts.lastScan === undefined ? '' : `, the last at ${facts.lastScan}`;
  return `Size: ${sizeWords(facts.bytes)}. Scans since the statistics were reset: ${countWords(facts.scans)}${last}`;
}
