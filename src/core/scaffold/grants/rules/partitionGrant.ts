import type { GrantRule } from '../grantRule';
import { targetWords } from '../grantTarget';
import { objectRights } from '../heldRights';

/** The policies of a partitioned table do not hold for who reads a partition by itself. */
export const partitionGrant: GrantRule = {
  id: 'partitionGrant',
  run: (spec, facts) =>
    spec.changes.flatMap(({ change, target }, place) => {
      const held = objectRights(facts, target);
      const partition = held !== undefined && 'relation' in held && held.relation.partition;
      return change === 'grant' && partition
        ? [
            {
              field: `changes.${String(place)}.name`,
              message: `${targetWords(target)} is a partition: who reads it by itself goes past the policies of its parent. Grant on the parent instead.`,
            },
          ]
        : [];
    }),
};
