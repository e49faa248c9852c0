import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtGraph, DbtNode } from '../../graph/dbtGraph';
import { type DbtTarget, targetText } from '../../profiles/target';
import type { DbtProject } from '../../project/dbtProject';
import { type YamlDocument, type YamlNode, yamlText, yamlValue } from '../../yaml/yamlNode';
import { postgresTargets, reporter, type StaticFacts, wholeFile } from './staticFacts';

const report = reporter('adapter-flow');

/** The tags by which models are chosen for PostgreSQL, as in `dbt run --select tag:mart --target postgres`. */
const martTags: readonly string[] = ['mart', 'marts'];

export const adapterFlow: DbtCheck<StaticFacts> = {
  id: 'adapter-flow',
  title: 'Upstream that PostgreSQL does not have',
  severity: 'warning',
  explanation:
    'Where models are built in DuckDB (or another database) and only those tagged `mart` again on PostgreSQL, the target for PostgreSQL reads what its marts depend on from PostgreSQL too: dbt moves no data between databases. What is not tagged must be there by another way, such as an export, a foreign table, or a wider selection.',
  failsIn: 'dbt run --select tag:mart',
  run: ({ project, graph, documents }) => {
    // Where PostgreSQL is the usual target, a plain `dbt run` builds everything there.
    const other = project.targets.find(
      (target) => target.isDefault && !['postgres', undefined].includes(targetText(target, 'type')),
    );
    const [target] = postgresTargets(project);
    const marts = graph ? [...graph.nodes.values()].filter((node) => node.enabled && isMart(node)) : [];
    if (!graph || !other || !target || marts.length === 0) {
      return [];
    }
    const flow: Flow = { project, graph, target, other, files: duckSources(documents) };
    return [builds(marts, flow), ...marts.flatMap((mart) => toldOf(mart, flow))];
  },
};

interface Flow {
  readonly project: DbtProject;
  readonly graph: DbtGraph;
  readonly target: DbtTarget;
  readonly other: DbtTarget;
  /** The sources, such as `core.orders`, that are files for DuckDB. */
  readonly files: ReadonlySet<string>;
}

/** What the usual selection builds on PostgreSQL, and what it takes for given there. */
function builds(marts: readonly DbtNode[], { graph, target }: Flow): DbtFinding {
  const own = new Set(marts.map(({ id }) => id));
  const read = new Map(
    marts
      .flatMap((mart) => upstreamOf(mart, graph))
      .flatMap((node) => (own.has(node.id) ? [] : [[node.id, node]])),
  );
  const [first] = marts;
  return report({
    severity: 'hint',
    message: `With the target \`${target.name}\`, \`--select tag:${first ? tagOf(first) : 'mart'}\` builds ${list(marts)} on PostgreSQL${read.size === 0 ? '' : `, and reads ${list([...read.values()])} there`}.`,
    place: target.place,
    target: target.name,
  });
}

function toldOf(mart: DbtNode, { project, graph, target, other, files }: Flow): readonly DbtFinding[] {
  const upstream = upstreamOf(mart, graph);
  const missing = upstream.filter((node) => node.kind !== 'source' && !isMart(node));
  const unread = upstream.filter((node) => node.kind === 'source' && files.has(sourceName(node)));
  const about = {
    severity: 'warning',
    place: { file: fileOf(project, mart), range: wholeFile },
    target: target.name,
    node: mart.id,
  } as const;
  const reads = `With the target \`${target.name}\` the mart \`${mart.name}\` reads`;
  return [
    ...(missing.length === 0
      ? []
      : [
          report({
            ...about,
            message: `${reads} ${list(missing)} from PostgreSQL, which \`--select tag:${tagOf(mart)}\` does not build there; the target \`${other.name}\` (${targetText(other, 'type') ?? ''}) builds it elsewhere.`,
            advice: 'Tag it as well, select the parents with +, or bring the data to PostgreSQL as a source.',
          }),
        ]),
    ...(unread.length === 0
      ? []
      : [
          report({
            ...about,
            message: `${reads} ${list(unread)} from PostgreSQL, of which only DuckDB can read the \`external_location\`.`,
            advice:
              'Bring the data to PostgreSQL as a table of that name, such as a foreign table or an import.',
          }),
        ]),
  ];
}

function isMart({ kind, tags }: DbtNode): boolean {
  return kind === 'model' && tags.some((tag) => martTags.includes(tag));
}

function tagOf({ tags }: DbtNode): string {
  return tags.find((tag) => martTags.includes(tag)) ?? 'mart';
}

/** What a mart reads in the database, in the order of the names; what is ephemeral is read through. */
function upstreamOf(mart: DbtNode, graph: DbtGraph): readonly DbtNode[] {
  const found = new Map<string, DbtNode>();
  const seen = new Set<string>();
  const waiting = [...mart.dependsOn];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const node = graph.nodes.get(id);
    if (!node || seen.has(id)) {
      continue;
    }
    seen.add(id);
    if (node.materialized === 'ephemeral') {
      waiting.push(...node.dependsOn);
    } else if (storedKinds.includes(node.kind)) {
      found.set(id, node);
    }
  }
  return [...found.values()].sort((one, other) => (shownName(one) < shownName(other) ? -1 : 1));
}

const storedKinds: readonly DbtNode['kind'][] = ['model', 'seed', 'snapshot', 'source'];

function shownName(node: DbtNode): string {
  if (node.kind === 'source') {
    return `the source \`${sourceName(node)}\``;
  }
  return node.kind === 'model' ? `\`${node.name}\`` : `the ${node.kind} \`${node.name}\``;
}

function sourceName({ name, sourceName: source }: DbtNode): string {
  return `${source ?? ''}.${name}`;
}

/** The sources with an `external_location`, which dbt-duckdb reads as files. Source: dbt-duckdb, README, "external sources". */
function duckSources(documents: readonly YamlDocument[]): ReadonlySet<string> {
  return new Set(
    documents.flatMap(({ root }) =>
      itemsOf(yamlValue(root, 'sources')).flatMap((source) =>
        itemsOf(yamlValue(source, 'tables'))
          .filter((table) => isExternal(table) || isExternal(source))
          .map((table) => `${nameOf(source)}.${nameOf(table)}`),
      ),
    ),
  );
}

function isExternal(node: YamlNode): boolean {
  const places = [['meta'], ['config'], ['config', 'meta']];
  return places.some((place) => yamlValue(node, ...place, 'external_location') !== undefined);
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

function nameOf(node: YamlNode): string {
  return yamlText(yamlValue(node, 'name')) ?? '';
}

function list(nodes: readonly DbtNode[]): string {
  const shown = nodes.slice(0, 3).map(shownName);
  const more = nodes.length - shown.length;
  const all = more > 0 ? [...shown, `${String(more)} more`] : shown;
  return all.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

function fileOf({ root, files }: DbtProject, { file }: DbtNode): string {
  return files.find(({ relative }) => relative === file)?.file ?? `${root}/${file}`;
}
