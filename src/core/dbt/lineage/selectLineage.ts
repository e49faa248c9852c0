import type { LineageGraph, LineageNode } from './lineageGraph';
import { type LineageReach, lineageReach } from './lineageReach';

/** What a selection names. */
export interface LineageSelection {
  readonly ids: ReadonlySet<string>;
  /** The parts that name nothing, or that cannot be read, as they were written. */
  readonly nothing: readonly string[];
}

/**
 * Nodes by a selection as `dbt ls --select` takes it: names, folders and methods such as `tag:`, `+` and `@` for what is above and
 * below, blanks for either, commas for both. A word that is no name of anything means the names that contain it, so that one can search.
 * An empty selection means everything.
 */
export function selectLineage(graph: LineageGraph, text: string): LineageSelection {
  const parts = text.split(/\s+/).filter((part) => part !== '');
  if (parts.length === 0) {
    return { ids: new Set(graph.nodes.map(({ id }) => id)), nothing: [] };
  }
  const reach = lineageReach(graph.edges);
  const ids = new Set<string>();
  const nothing: string[] = [];
  for (const part of parts) {
    const found = intersection(part.split(',').map((term) => termIds(graph, reach, term)));
    found.forEach((id) => ids.add(id));
    if (found.size === 0) {
      nothing.push(part);
    }
  }
  return { ids, nothing };
}

/**
 * The selection of one node with what is above and below it.
 * @param steps how far; empty for all the way
 */
export function lineageOfNode(
  node: Pick<LineageNode, 'kind' | 'name' | 'sourceName' | 'package'>,
  steps = '',
): string {
  if (node.kind === 'source') {
    return `${steps}+source:${plain(`${node.package}.${node.sourceName ?? ''}.${node.name}`)}+${steps}`;
  }
  return node.kind === 'exposure'
    ? `${steps}+exposure:${plain(node.name)}`
    : `${steps}+${plain(node.name).replaceAll('.', '?')}+${steps}`;
}

/** A table may be called anything: a sign that means something in a selection stands there as any sign. */
function plain(name: string): string {
  return name.replace(/[\s,:+@*?[\]]/g, '?');
}

function intersection(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first = new Set<string>(), ...others] = sets;
  return new Set([...first].filter((id) => others.every((other) => other.has(id))));
}

const termForm =
  /^(?<family>@)?(?:(?<up>\d*)\+)?(?:(?<method>[a-z_]+(?:\.[\w.]+)?):)?(?<value>[^+@]+)(?:\+(?<down>\d*))?$/;

function termIds(graph: LineageGraph, reach: LineageReach, term: string): ReadonlySet<string> {
  const { family, up, method, value, down } = termForm.exec(term)?.groups ?? {};
  if (value === undefined) {
    return new Set();
  }
  const start = namedNodes(graph.nodes, method, value);
  const found = new Set(start);
  const add = (ids: readonly string[]) => ids.forEach((id) => found.add(id));
  for (const id of start) {
    if (up !== undefined) {
      add(reach.ancestors(id, steps(up)));
    }
    if (down !== undefined || family !== undefined) {
      add(reach.descendants(id, steps(down ?? '')));
    }
  }
  if (family !== undefined) {
    // With all that is needed to build what is below.
    add([...found].flatMap((id) => reach.ancestors(id)));
  }
  return found;
}

/** `+` alone goes all the way. */
function steps(digits: string): number {
  return digits === '' ? Infinity : Number(digits);
}

function namedNodes(
  nodes: readonly LineageNode[],
  method: string | undefined,
  value: string,
): readonly string[] {
  const fits = method === undefined ? plainMethod(value) : methods.get(method)?.(value);
  const named = fits ? nodes.filter(fits) : [];
  const wanted = value.toLowerCase();
  const found =
    named.length > 0 || method !== undefined
      ? named
      : nodes.filter(({ name }) => name.toLowerCase().includes(wanted));
  return found.map(({ id }) => id);
}

type Fits = (node: LineageNode) => boolean;

/** A value without a method is a path where it looks like one, else a name, as in dbt. */
function plainMethod(value: string): Fits {
  return /[\\/]|\.(?:sql|py|csv|ya?ml)$/i.test(value) ? inPath(value) : byName(value);
}

const methods: ReadonlyMap<string, (value: string) => Fits> = new Map<string, (value: string) => Fits>([
  ['tag', (value) => anyOf(value, ({ tags }) => tags)],
  ['config.tags', (value) => anyOf(value, ({ tags }) => tags)],
  ['config.materialized', (value) => anyOf(value, ({ materialized }) => [materialized ?? ''])],
  ['package', (value) => anyOf(value, (node) => [node.package])],
  ['resource_type', (value) => anyOf(value, ({ kind }) => [kind])],
  ['result', (value) => anyOf(value, ({ status }) => [status ?? ''])],
  ['file', (value) => anyOf(value, ({ file }) => fileNames(file))],
  ['path', (value) => inPath(value)],
  ['fqn', (value) => byName(value)],
  ['source', (value) => (node) => node.kind === 'source' && sourceNames(node).some(glob(value))],
  ['exposure', (value) => (node) => node.kind === 'exposure' && glob(value)(node.name)],
]);

function anyOf(value: string, texts: (node: LineageNode) => readonly string[]): Fits {
  const fits = glob(value);
  return (node) => texts(node).some(fits);
}

function inPath(value: string): Fits {
  const folder = value.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '');
  const fits = glob(folder);
  return ({ file }) => file === folder || file.startsWith(`${folder}/`) || fits(file);
}

/** The name itself, or the way to it: package, folders below the first, name; a beginning of it means all within. */
function byName(value: string): Fits {
  const wanted = value.split('.').map(glob);
  return (node) => {
    if (node.kind === 'source' || node.kind === 'exposure') {
      return false;
    }
    const [first] = wanted;
    const way = [node.package, ...node.file.split('/').slice(1, -1), node.name];
    return (
      (wanted.length === 1 && first?.(node.name) === true) ||
      isPrefix(wanted, way) ||
      isPrefix(wanted, way.slice(1))
    );
  };
}

function isPrefix(wanted: readonly ((text: string) => boolean)[], way: readonly string[]): boolean {
  return wanted.length <= way.length && wanted.every((fits, place) => fits(way[place] ?? ''));
}

/** `group`, `group.table` and both with the package before them. */
function sourceNames({ package: of, sourceName = '', name }: LineageNode): readonly string[] {
  const plain = [sourceName, `${sourceName}.${name}`];
  return [...plain, ...plain.map((each) => `${of}.${each}`)];
}

function fileNames(file: string): readonly string[] {
  const name = file.split('/').at(-1) ?? '';
  return [name, name.replace(/\.[^.]+$/, '')];
}

/** A pattern of a shell: `*`, `?` and `[abc]`. */
function glob(pattern: string): (text: string) => boolean {
  if (!/[*?[]/.test(pattern)) {
    return (text) => text === pattern;
  }
  const source = pattern.replace(/\[(!?)([^\]]+)\]|[\s\S]/g, (sign, not?: string, set?: string) => {
    if (set !== undefined) {
      return `[${not === '!' ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`;
    }
    return sign === '*'
      ? '[\\s\\S]*'
      : sign === '?'
        ? '[\\s\\S]'
        : sign.replace(/[$()*+.?[\\\]^{|}]/, '\\$&');
  });
  try {
    const form = new RegExp(`^${source}$`);
    return (text) => form.test(text);
  } catch {
    // A set that no expression takes, such as [z-a], names nothing.
    return () => false;
  }
}
