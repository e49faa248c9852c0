import { targetKeywords } from '../../../catalog/actions/target';
import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { onGraph } from '../../live/connectCheck';
import { existing } from '../../live/existing';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutNode, sqlFix } from '../../live/liveFinding';
import { isReplaced } from '../../live/replaced';

const id = 'relation-owner';

export const relationOwner: DbtCheck<LiveFacts> = {
  id,
  title: 'Existing relations are dbt’s own',
  severity: 'error',
  explanation:
    'dbt renames and drops what it replaces, which only the owner may: no grant helps (“must be owner of table”). It happens when two roles build one schema.',
  failsIn: 'dbt run',
  run: onGraph((facts) => {
    const { role } = facts.catalog;
    return existing(facts).flatMap(({ node, relation }) => {
      if (relation.owned) {
        return [];
      }
      const name = quoteQualified(relation.schema, relation.name);
      // What stays from run to run is written with rights that can be granted, until it is built anew.
      const now = isReplaced(node) || node.materialized === 'materialized_view';
      const statement = `ALTER ${targetKeywords[relation.kind]} ${name} OWNER TO ${quoteIdentifier(role.name)}`;
      return [
        aboutNode(facts, node, {
          check: id,
          severity: now ? 'error' : 'warning',
          message: `${name} belongs to ${relation.owner}, so ${role.name} cannot ${now ? 'replace it' : 'build it anew'} on target ${facts.target.name}.`,
          advice: `Hand it over, or let every target that builds here take one role (role: ${relation.owner}).`,
          fixes: [sqlFix(`Hand it over to ${role.name}`, statement)],
        }),
      ];
    });
  }),
};
