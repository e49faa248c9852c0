import { builtNodes, type RelationNode } from './builtNodes';
import { type CrossFacts, relationKey, type TargetRelation } from './liveFacts';

/** What dbt builds and is there, with its relation. */
export function existing({ graph, catalog }: CrossFacts): readonly {
  readonly node: RelationNode;
  readonly relation: TargetRelation;
}[] {
  return builtNodes(graph).flatMap((node) => {
    const relation = catalog.relations.get(relationKey(node.relation));
    return relation ? [{ node, relation }] : [];
  });
}
