import type { CancelSignal } from '../../base/cancelSignal';
import { currentRelation, type RelationRow } from '../../core/catalog/queries/relations';
import { displayName } from '../../core/explorer/displayName';
import { countWords } from '../../core/explorer/measures';
import { expandNode, startGraph } from '../../core/graph/dependencyGraph';
import { loadDiagram } from '../../core/graph/diagramGraph';
import type { Graph } from '../../core/graph/graph';
import type { Database } from '../../core/ports';

/** Where a page's graph comes from. */
export interface GraphSource {
  readonly kind: 'dependencies' | 'diagram';
  readonly title: string;
  /** The graph as it is read at first. Throws as `Database.read`. */
  load(database: Database, signal: CancelSignal): Promise<LoadedGraph>;
}

export interface LoadedGraph {
  readonly graph: Graph;
  readonly notes: readonly string[];
}

/** What a relation depends on and what depends on it, one step in both directions. */
export function dependencySource(relation: RelationRow): GraphSource {
  return {
    kind: 'dependencies',
    title: `${displayName(relation.schema)}.${displayName(relation.name)}`,
    async load(database, signal) {
      const [row = relation] = await database.read(currentRelation(relation), signal);
      const reading = { database, signal };
      const id = `r${row.oid}`;
      const up = await expandNode(startGraph(row), id, 'up', reading);
      return {
        graph: await expandNode(up, id, 'down', reading),
        notes: [
          'As PostgreSQL keeps them: it does not know what functions name in their text. Partitions are left out.',
        ],
      };
    },
  };
}

/** More tables than these would be drawn, but nobody would find any. */
const diagramLimit = 500;

/** The ER diagram of a schema, or of some of its tables with those that they are joined to. */
export function diagramSource(schema: string, tables: readonly string[] | undefined): GraphSource {
  const some = tables === undefined ? '' : `: ${tables.slice(0, 3).map(displayName).join(', ')}`;
  const more = (tables?.length ?? 0) > 3 ? '…' : '';
  return {
    kind: 'diagram',
    title: `${displayName(schema)}${some}${more}`,
    async load(database, signal) {
      const request = { schema, tables, limit: diagramLimit };
      const { graph, left } = await loadDiagram(request, { database, signal });
      const notes =
        left === 0
          ? []
          : [
              `The first ${countWords(diagramLimit)} tables, those with foreign keys before others; ${countWords(left)} are left out.`,
            ];
      return { graph, notes };
    },
  };
}
