import type { DbtGraph, DbtNode, DbtRelation } from './dbtGraph';

/** The ids that read each node, by its id; a node that nothing reads is not in it. */
export type ChildrenById = ReadonlyMap<string, readonly string[]>;

/** What reads what, turned around. It costs one walk over the graph: keep it with the graph. */
export function childrenById(graph: DbtGraph): ChildrenById {
  const children = new Map<string, string[]>();
  for (const { id, dependsOn } of graph.nodes.values()) {
    for (const parent of new Set(dependsOn)) {
      const known = children.get(parent);
      if (known) {
        known.push(id);
      } else {
        children.set(parent, [id]);
      }
    }
  }
  return children;
}

/** The nodes that a node reads. What it names and is not there is left out. */
export function parentsOf(graph: DbtGraph, id: string): readonly DbtNode[] {
  return known(graph, graph.nodes.get(id)?.dependsOn ?? []);
}

/** The nodes that read a node, its tests among them. */
export function childrenOf(
  graph: DbtGraph,
  id: string,
  children: ChildrenById = childrenById(graph),
): readonly DbtNode[] {
  return known(graph, children.get(id) ?? []);
}

/** Everything above a node, nearest first, without itself. A project with a cycle is walked once. */
export function ancestorsOf(graph: DbtGraph, id: string): readonly DbtNode[] {
  return walk(id, (at) => graph.nodes.get(at)?.dependsOn ?? [], graph);
}

/** Everything below a node, nearest first, without itself. */
export function descendantsOf(
  graph: DbtGraph,
  id: string,
  children: ChildrenById = childrenById(graph),
): readonly DbtNode[] {
  return walk(id, (at) => children.get(at) ?? [], graph);
}

/** The tests of each node, by its id; a node without tests is not in it. */
export function testsById(graph: DbtGraph): ReadonlyMap<string, readonly DbtNode[]> {
  const tests = new Map<string, DbtNode[]>();
  for (const test of graph.nodes.values()) {
    for (const id of test.kind === 'test' ? test.dependsOn : []) {
      tests.set(id, [...(tests.get(id) ?? []), test]);
    }
  }
  return tests;
}

/** What a selection names; every part that is given must fit. */
export interface NodeSelection {
  /** A folder from the project's folder, such as `models/marts`: the nodes in it and below. */
  readonly folder?: string;
  readonly tag?: string;
  readonly kinds?: readonly DbtNode['kind'][];
  readonly package?: string;
  /** Also what is not enabled. */
  readonly disabled?: boolean;
}

export function selectNodes(graph: DbtGraph, selection: NodeSelection): readonly DbtNode[] {
  const { tag, kinds, package: of, disabled = false } = selection;
  const folder = selection.folder?.replace(/\/+$/, '');
  return [...graph.nodes.values()].filter(
    (node) =>
      (disabled || node.enabled) &&
      (folder === undefined || folder === '' || node.file.startsWith(`${folder}/`)) &&
      (tag === undefined || node.tags.includes(tag)) &&
      (kinds === undefined || kinds.includes(node.kind)) &&
      (of === undefined || node.package === of),
  );
}

/** Finds nodes by what they are in the database. */
export interface NodesByRelation {
  /**
   * The node that makes a relation, or the source that it is where nothing makes it: a mart that another project reads as a source
   * is both. @param database the one that the names are of: a relation that names another does not match
   */
  find(database: string, schema: string, name: string): DbtNode | undefined;
}

/** Turns a graph around by relation. dbt compares names without case. */
export function nodesByRelation(graph: DbtGraph): NodesByRelation {
  const byName = new Map<string, DbtNode[]>();
  for (const node of graph.nodes.values()) {
    if (node.relation && node.enabled) {
      const key = relationKey(node.relation);
      byName.set(key, [...(byName.get(key) ?? []), node]);
    }
  }
  return {
    find: (database, schema, name) => {
      const fitting = (byName.get(relationKey({ schema, name })) ?? []).filter(
        ({ relation }) =>
          relation?.database === undefined || relation.database.toLowerCase() === database.toLowerCase(),
      );
      const exact = fitting.filter(({ relation }) => relation?.schema === schema && relation.name === name);
      const best = exact.length > 0 ? exact : fitting;
      return best.find(({ kind }) => kind !== 'source') ?? best[0];
    },
  };
}

function relationKey({ schema, name }: Pick<DbtRelation, 'schema' | 'name'>): string {
  return JSON.stringify([schema.toLowerCase(), name.toLowerCase()]);
}

function known(graph: DbtGraph, ids: readonly string[]): readonly DbtNode[] {
  return ids.flatMap((id) => graph.nodes.get(id) ?? []);
}

function walk(start: string, next: (id: string) => readonly string[], graph: DbtGraph): readonly DbtNode[] {
  const seen = new Set([start]);
  const queue = [...next(start)];
  const found: DbtNode[] = [];
  for (const id of queue) {
    const node = seen.has(id) ? undefined : graph.nodes.get(id);
    seen.add(id);
    if (node) {
      found.push(node);
      queue.push(...next(id));
    }
  }
  return found;
}
