import type { PlanTrigger } from '../planModel';
import type { ForeignKeyFacts } from '../relationFacts';
import type { RulePlan } from './adviceRule';

/** A check of a foreign key that had to read the whole referring table. */
export interface UnindexedForeignKey {
  readonly trigger: PlanTrigger;
  readonly key: ForeignKeyFacts;
}

/** The triggers of the plan whose foreign key has no index, as the catalog knows. */
export function unindexedForeignKeys({ catalog, statement }: RulePlan): readonly UnindexedForeignKey[] {
  if (catalog === undefined) {
    return [];
  }
  const keys = catalog.relations.flatMap((answer) =>
    answer.kind === 'found' ? [...answer.facts.referencedBy, ...answer.facts.foreignKeys] : [],
  );
  return statement.triggers.flatMap((trigger) => {
    const key = keys.find(
      ({ constraint, referencedRelation, indexed }) =>
        !indexed &&
        constraint === trigger.constraint &&
        (trigger.relation ?? referencedRelation) === referencedRelation,
    );
    return key === undefined ? [] : [{ trigger, key }];
  });
}
