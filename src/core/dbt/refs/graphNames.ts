import type { DbtGraph, DbtNode } from '../graph/dbtGraph';

/** The nodes of a graph by the names with which templates speak of them. */
export interface GraphNames {
  /** Models, seeds and snapshots by name: those of the project itself before those of packages. */
  readonly refs: ReadonlyMap<string, readonly DbtNode[]>;
  /** Tables by the name of their source, then by their own. */
  readonly sources: ReadonlyMap<string, ReadonlyMap<string, DbtNode>>;
  /** Nodes by their file, from the project's folder. */
  readonly files: ReadonlyMap<string, DbtNode>;
}

/** Made once for each graph, which never changes. */
export function graphNames(graph: DbtGraph): GraphNames {
  const known = made.get(graph);
  if (known) {
    return known;
  }
  const names = makeNames(graph);
  made.set(graph, names);
  return names;
}

/** What `ref(name)` or `ref(package, name)` means; undefined when there is no such node or only disabled ones. */
export function refNode(graph: DbtGraph, name: string, package_?: string): DbtNode | undefined {
  const found = graphNames(graph).refs.get(name) ?? [];
  const matching = package_ === undefined ? found : found.filter((node) => node.package === package_);
  return matching.find(({ enabled }) => enabled);
}

/** What `source(source, table)` means; undefined when the project has no such source. */
export function sourceNode(graph: DbtGraph, source: string, table: string): DbtNode | undefined {
  return graphNames(graph).sources.get(source)?.get(table);
}

/** The model, snapshot or other node that a file of the project makes. `file` is told from the project's folder, with `/`. */
export function nodeOfFile(graph: DbtGraph, file: string): DbtNode | undefined {
  return graphNames(graph).files.get(file);
}

/** A YAML file makes many nodes, generic tests and sources among them; no file is theirs alone. */
export function isYamlFile(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}

const made = new WeakMap<DbtGraph, GraphNames>();
const refKinds: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot']);

function makeNames(graph: DbtGraph): GraphNames {
  const refs = new Map<string, DbtNode[]>();
  const sources = new Map<string, Map<string, DbtNode>>();
  const files = new Map<string, DbtNode>();
  for (const node of graph.nodes.values()) {
    const own = node.package === graph.project;
    if (refKinds.has(node.kind)) {
      const others = refs.get(node.name);
      refs.set(node.name, others === undefined ? [node] : own ? [node, ...others] : [...others, node]);
    }
    if (node.kind === 'source' && node.sourceName !== undefined) {
      const tables = sources.get(node.sourceName) ?? new Map<string, DbtNode>();
      sources.set(node.sourceName, tables.set(node.name, node));
    }
    if (own && !isYamlFile(node.file) && !files.has(node.file)) {
      files.set(node.file, node);
    }
  }
  return { refs, sources, files };
}
