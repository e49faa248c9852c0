import { quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { neededSources } from '../../live/buildsHere';
import { onGraph } from '../../live/connectCheck';
import { type LiveFacts, relationKey } from '../../live/liveFacts';
import { aboutNode } from '../../live/liveFinding';

const id = 'source-row-security';

export const sourceRowSecurity: DbtCheck<LiveFacts> = {
  id,
  title: 'Sources show every row',
  severity: 'warning',
  explanation:
    'Row security on a source hides rows from dbt as from anybody else, without an error: marts are then built from a part of the rows.',
  failsIn: undefined,
  run: onGraph((facts) => {
    const { relations, role } = facts.catalog;
    return neededSources(facts).flatMap((source) => {
      const relation = relations.get(relationKey(source.relation));
      const hidden = relation?.rowSecurity && (!relation.owned || relation.rowSecurityForced);
      return !hidden || role.bypassesRowSecurity
        ? []
        : [
            aboutNode(facts, source, {
              check: id,
              severity: 'warning',
              message: `Row security of the source ${quoteQualified(relation.schema, relation.name)} holds for ${role.name} on target ${facts.target.name}: models may be built from a part of its rows.`,
              advice: `Give ${role.name} a policy that shows every row (USING (true)), or BYPASSRLS.`,
            }),
          ];
    });
  }),
};
