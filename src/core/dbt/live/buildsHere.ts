import type { DbtGraph } from '../graph/dbtGraph';
import { targetText } from '../profiles/target';
import { builtNodes, isRelation, readSources, type RelationNode } from './builtNodes';
import { type CrossFacts, relationKey } from './liveFacts';

/** Whether another adapter builds a part of the project: models are developed there, and only the marts built here. */
export function isElsewhere({ project }: Pick<CrossFacts, 'project'>): boolean {
  return project.targets.some((target) => targetText(target, 'type') !== 'postgres');
}

/** The models that are here already and, where another adapter builds the rest, those that are tagged as marts. */
export function buildsHere(facts: CrossFacts): readonly RelationNode[] {
  return builtNodes(facts.graph).filter(
    ({ relation, tags }) =>
      facts.catalog.relations.has(relationKey(relation)) || (isElsewhere(facts) && tags.includes('mart')),
  );
}

/** The sources that a run on this target reads. */
export function neededSources(facts: CrossFacts): readonly RelationNode[] {
  const sources = readSources(facts.graph);
  if (!isElsewhere(facts)) {
    return sources;
  }
  const needed = new Set(buildsHere(facts).flatMap(({ dependsOn }) => withEphemeral(facts.graph, dependsOn)));
  return sources.filter(({ id }) => needed.has(id));
}

function withEphemeral(graph: DbtGraph, ids: readonly string[], seen = new Set<string>()): readonly string[] {
  return ids.flatMap((id) => {
    const node = graph.nodes.get(id);
    if (!node || seen.has(id) || isRelation(node)) {
      return [id];
    }
    seen.add(id);
    return withEphemeral(graph, node.dependsOn, seen);
  });
}
