import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { builtNodes } from '../../live/builtNodes';
import { onGraph } from '../../live/connectCheck';
import { type LiveFacts, relationKey } from '../../live/liveFacts';
import { aboutNode, sqlFix } from '../../live/liveFinding';

const id = 'relation-owner';

const kindWords = {
  table: 'TABLE',
  partitionedTable: 'TABLE',
  view: 'VIEW',
  materializedView: 'MATERIALIZED VIEW',
  foreignTable: 'FOREIGN TABLE',
} as const;

export const relationOwner: DbtCheck<LiveFacts> = {
  id,
  title: 'Existing relations are dbt’s own',
  severity: 'error',
  explanation:
    'dbt renames and drops what it replaces, which only the owner may: no grant helps (“must be owner of table”). It happens when two roles build one schema.',
  failsIn: 'dbt run',
  run: onGraph((facts) => {
    const { relations, role } = facts.catalog;
    return builtNodes(facts.graph).flatMap((node) => {
      const relation = relations.get(relationKey(node.relation));
      if (!relation || relation.owned) {
        return [];
      }
      const name = quoteQualified(relation.schema, relation.name);
      const statement = `ALTER ${kindWords[relation.kind]} ${name} OWNER TO ${quoteIdentifier(role.name)}`;
      return [
        aboutNode(facts, node, {
          check: id,
          severity: 'error',
          message: `${name} belongs to ${relation.owner}, so ${role.name} cannot replace it on target ${facts.target.name}.`,
          advice: `Hand it over, or let every target that builds here take one role (role: ${relation.owner}).`,
          fixes: [sqlFix(`Hand it over to ${role.name}`, statement)],
        }),
      ];
    });
  }),
};
