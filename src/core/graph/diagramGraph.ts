import type { CancelSignal } from '../../base/cancelSignal';
import {
  type DiagramKey,
  diagramKeys,
  type DiagramRequest,
  type DiagramTable,
  diagramTables,
  diagramTablesByOid,
} from '../catalog/queries/diagram';
import type { Database } from '../ports';
import type { Graph, GraphEdge, GraphNode } from './graph';

/** The ER diagram of a schema or of some of its tables. */
export interface Diagram {
  readonly graph: Graph;
  /** Tables that were asked for and are left out. */
  readonly left: number;
}

/**
 * Reads the tables, their columns and foreign keys. The tables that they refer to in other schemas stand there too; of
 * tables that were chosen one by one, also those that refer to them.
 * @throws as `Database.read`
 */
export async function loadDiagram(
  request: DiagramRequest,
  { database, signal }: { readonly database: Database; readonly signal: CancelSignal },
): Promise<Diagram> {
  const tables = await database.read(diagramTables(request), signal);
  const known = new Set(tables.map((table) => table.oid));
  const keys = await database.read(diagramKeys([...known], request.tables !== undefined), signal);
  const missing = [...new Set(keys.flatMap((key) => [key.dependent, key.on]))].filter(
    (oid) => !known.has(oid),
  );
  const others = missing.length === 0 ? [] : await database.read(diagramTablesByOid(missing), signal);
  const all = [...tables, ...others];
  const there = new Set(all.map((table) => table.oid));
  const shown = keys.filter((key) => there.has(key.dependent) && there.has(key.on));
  const foreign = new Set(
    shown.flatMap((key) => key.dependentColumns.map((name) => `${key.dependent} ${name}`)),
  );
  return {
    graph: { nodes: all.map((table) => diagramNode(table, foreign)), edges: shown.map(diagramEdge) },
    left: Math.max(0, (tables[0]?.total ?? 0) - tables.length),
  };
}

function diagramNode(table: DiagramTable, foreign: ReadonlySet<string>): GraphNode {
  return {
    id: `r${table.oid}`,
    schema: table.schema,
    name: table.name,
    kind: table.kind,
    columns: table.columns.map((column) => ({
      ...column,
      foreign: foreign.has(`${table.oid} ${column.name}`),
    })),
    expanded: { up: true, down: true },
  };
}

function diagramEdge(key: DiagramKey): GraphEdge {
  const { oid, name, dependent, on, ...more } = key;
  return {
    id: `k${oid}`,
    on: `r${on}`,
    dependent: `r${dependent}`,
    way: 'references',
    label: name,
    key: more,
  };
}
