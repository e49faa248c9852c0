import type { PlannedStatement } from '../planModel';
import type { PlanRelation } from '../relationFacts';

/** The relations that a plan reads, writes or fires triggers of, each once: those of executed nodes first. */
export function planRelations(statements: readonly PlannedStatement[]): readonly PlanRelation[] {
  const relations = new Map<string, PlanRelation>();
  const note = (schema: string | undefined, relation: string | undefined) => {
    if (relation !== undefined) {
      relations.set(relationKey({ schema, relation }), { schema, relation });
    }
  };
  for (const executed of [true, false]) {
    for (const { nodes } of statements) {
      for (const node of nodes) {
        if ((node.actual?.loops !== 0) === executed) {
          note(node.schema, node.relation);
          node.targets.forEach((target) => note(target.schema, target.relation));
        }
      }
    }
    for (const { triggers } of statements) {
      triggers.forEach(({ schema, relation }) => note(schema, relation));
    }
  }
  return [...relations.values()];
}

/** Tells relations apart. */
export function relationKey({ schema, relation }: PlanRelation): string {
  return JSON.stringify([schema ?? null, relation]);
}
