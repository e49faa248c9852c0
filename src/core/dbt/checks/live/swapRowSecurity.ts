import { lineComment } from '../../../sql/lineComment';
import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import type { DbtFix } from '../../finding';
import { onGraph } from '../../live/connectCheck';
import { hookSays } from '../../live/hooks';
import type { LiveFacts, TargetRelation } from '../../live/liveFacts';
import { aboutNode, sqlFix } from '../../live/liveFinding';
import { configEdit } from '../../live/modelConfig';
import { replaced } from '../../live/replaced';

const id = 'swap-row-security';

export const swapRowSecurity: DbtCheck<LiveFacts> = {
  id,
  title: 'Row security survives the next run',
  severity: 'error',
  explanation:
    'A table model is a new table at each run: row security is off and the policies are gone, so every reader sees every row. They must be made by a post-hook of the model.',
  failsIn: undefined,
  run: onGraph((facts) =>
    replaced(facts)
      .filter(({ relation }) => relation.rowSecurity || relation.policies.length > 0)
      .filter(({ node }) => !hookSays(facts, node, /row\s+level\s+security|create\s+policy/i))
      .map(({ node, relation }) => {
        const policies = relation.policies.length;
        const has =
          policies === 0 ? 'row security' : `${String(policies)} ${policies === 1 ? 'policy' : 'policies'}`;
        const statements = hookStatements(relation);
        return aboutNode(facts, node, {
          check: id,
          severity: 'error',
          message: `The next run of ${node.name} on target ${facts.target.name} drops ${has} of ${quoteQualified(relation.schema, relation.name)}: then every reader sees every row.`,
          advice: 'Make them in a post-hook of the model.',
          fixes: [
            ...configEdit(facts, node, 'Add a post-hook with the policies to the model', {
              key: 'post_hook',
              values: statements,
            }),
            formFix(relation),
            sqlFix('Show the statements for a post-hook', ...statements),
          ],
        });
      }),
  ),
};

function hookStatements({ policies, rowSecurityForced }: TargetRelation): readonly string[] {
  return [
    ...policies.map(
      ({ name, statement }) =>
        statement ?? lineComment(`create policy ${quoteIdentifier(name)} on {{ this }} …`),
    ),
    'alter table {{ this }} enable row level security',
    ...(rowSecurityForced ? ['alter table {{ this }} force row level security'] : []),
  ];
}

function formFix({ schema, name, rowSecurityForced }: TargetRelation): DbtFix {
  return {
    kind: 'scaffold',
    title: 'Write the policies in the form for row security',
    scaffold: 'rowSecurity',
    values: { table: quoteQualified(schema, name), builtBy: 'dbt', force: rowSecurityForced },
  };
}
