import { displayName } from '../../../explorer/displayName';
import { quoteIdentifier } from '../../../sql/quote';
import { formatCounted, formatMs } from '../../format';
import type { IndexProposal } from '../advice';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { type UnindexedForeignKey, unindexedForeignKeys } from '../foreignKeys';
import { dbtModelOf } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { times } from '../ruleTools';

export const fkWithoutIndex: AdviceRule = {
  id: 'fk-without-index',
  title: 'A foreign key has no index',
  explanation:
    'PostgreSQL indexes the referenced key, but not the referring columns. Each delete or change of a referenced row then reads ' +
    'the whole referring table.',
  run: (plan) =>
    unindexedForeignKeys(plan).map((found) => {
      const { trigger, key } = found;
      const proposal = proposalFor(plan, found);
      const table = displayName(`${key.relation}(${key.columns.join(', ')})`);
      const time = trigger.ms === undefined ? '' : `: ${formatMs(trigger.ms)}`;
      return {
        node: undefined,
        impactMs: trigger.ms,
        savedMs: times(trigger.ms, 0.95),
        title: `${table} has no index for ${formatCounted(trigger.calls, 'check')} of ${displayName(key.constraint)}${time}`,
        what: indexWords(proposal) ?? '',
        fixes: [{ kind: 'index', proposal }],
      };
    }),
};

function proposalFor(plan: RulePlan, { key }: UnindexedForeignKey): IndexProposal {
  const facts = plan.catalog?.relations
    .flatMap((answer) => (answer.kind === 'found' ? [answer.facts] : []))
    .find(({ schema, name }) => schema === key.schema && name === key.relation);
  return {
    schema: key.schema,
    relation: key.relation,
    method: 'btree',
    keys: key.columns.map(quoteIdentifier),
    include: [],
    where: undefined,
    needs: [],
    dbtModel: dbtModelOf(facts),
    notes: [],
  };
}
