import { displayName } from '../../explorer/displayName';
import type { DbtGraph, DbtNode, DbtNodeKind } from '../graph/dbtGraph';
import type { NodeRun, RunState } from '../graph/runState';
import type { DbtMood } from '../view/dbtItem';
import { runWords } from '../view/nodeItems';
import { type LineageLayer, layerOf } from './lineageLayer';
import { runFacts, type RunFacts } from './runFacts';

/** A node of a project as its lineage shows it. What it says is untrusted. */
export interface LineageNode {
  readonly id: string;
  readonly kind: DbtNodeKind;
  readonly layer: LineageLayer;
  /** As dbt knows it; of a source only the table. */
  readonly name: string;
  /** Of a source: the name of its group of tables. */
  readonly sourceName?: string;
  readonly package: string;
  /** From the project's folder, with `/`. */
  readonly file: string;
  readonly tags: readonly string[];
  readonly materialized?: string;
  readonly description: string;
  /** `schema.name`; undefined for what is nothing in the database. */
  readonly relation?: string;
  /** As dbt says it. */
  readonly status?: string;
  /** What the last run did and when, such as `success 2 h ago`; of a source, its freshness. */
  readonly run?: string;
  /** `3 tests passed`, or how many failed. */
  readonly tests?: string;
  /** Its last run or one of its tests did not do well. */
  readonly isFailed?: true;
  /** What it reads was built later, or, of a source, dbt found it too old. */
  readonly isOutOfDate?: true;
  /** It would have rows of its own, and no run is known. */
  readonly isNeverRun?: true;
  readonly mood: DbtMood;
}

/** That `dependent` reads `on`. */
export interface LineageEdge {
  readonly id: string;
  readonly on: string;
  readonly dependent: string;
}

export interface LineageGraph {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
}

/**
 * The lineage of a project: what is enabled, without analyses and operations, from which nothing is made.
 * @param now milliseconds since 1970
 */
export function lineageOf(graph: DbtGraph, runs: RunState, now: number): LineageGraph {
  const nodes = [...graph.nodes.values()].filter(
    ({ kind, enabled }) => enabled && kind !== 'analysis' && kind !== 'operation',
  );
  const known = new Set(nodes.map(({ id }) => id));
  const edges = nodes.flatMap(({ id, dependsOn }) =>
    [...new Set(dependsOn)]
      .filter((on) => known.has(on))
      .map((on) => ({ id: JSON.stringify([on, id]), on, dependent: id })),
  );
  const facts = runFacts(graph, runs);
  return {
    nodes: nodes.map((node) => ({ ...lineageNode(node, runs.get(node.id), now), ...facts(node) })),
    edges,
  };
}

/** The part of a lineage that has only these nodes. */
export function partOfLineage(graph: LineageGraph, ids: ReadonlySet<string>): LineageGraph {
  return {
    nodes: graph.nodes.filter(({ id }) => ids.has(id)),
    edges: graph.edges.filter(({ on, dependent }) => ids.has(on) && ids.has(dependent)),
  };
}

/** What stands on a node: a source with its group. */
export function lineageName({ name, sourceName }: Pick<LineageNode, 'name' | 'sourceName'>): string {
  return displayName(sourceName === undefined ? name : `${sourceName}.${name}`);
}

function lineageNode(
  node: DbtNode,
  run: NodeRun | undefined,
  now: number,
): Omit<LineageNode, keyof RunFacts> {
  const { relation, materialized, sourceName } = node;
  return {
    ...{ id: node.id, kind: node.kind, name: node.name, package: node.package, file: node.file },
    ...(sourceName !== undefined && { sourceName }),
    layer: layerOf(node),
    tags: node.tags,
    ...(materialized !== undefined && { materialized }),
    description: node.description,
    ...(relation && { relation: `${relation.schema}.${relation.name}` }),
    ...(run && { status: run.status, run: runWords(run, now) }),
  };
}
