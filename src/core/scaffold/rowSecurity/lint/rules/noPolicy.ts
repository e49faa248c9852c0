import type { LintRule } from '../lintRule';
import { formFix, sqlFix, sqlName } from '../ruleTools';

export const noPolicy: LintRule = {
  id: 'no-policy',
  title: 'Row level security without a policy',
  explanation:
    'Without a policy nobody but the owner sees a row, and no error says so: queries answer with nothing, INSERT is refused.',
  run: ({ tables }) =>
    tables
      .filter(({ rowSecurity, policies }) => rowSecurity && policies.length === 0)
      .map((table) => ({
        severity: 'warning',
        relation: table,
        message: `Row level security is on for ${sqlName(table)}, and it has no policy, so it looks empty to everyone who is subject to policies.`,
        fixes: [
          formFix('Add policies…', table),
          sqlFix(
            'Insert the SQL that turns it off',
            `ALTER TABLE ${sqlName(table)} DISABLE ROW LEVEL SECURITY`,
          ),
        ],
      })),
};
