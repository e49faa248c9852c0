import { quoteIdentifier } from '../../../../sql/quote';
import type { LintRule } from '../lintRule';
import { listed, sqlFix, sqlName } from '../ruleTools';

export const ownerNotForced: LintRule = {
  id: 'owner-not-forced',
  title: 'The owner is not subject to the policies',
  explanation:
    'Policies do not apply to the owner of a table, unless FORCE ROW LEVEL SECURITY says so. An application that connects as the owner sees all rows. ' +
    'With FORCE, loads that run as the owner need policies, too.',
  run: ({ tables }) =>
    tables
      .filter(
        ({ rowSecurity, forced, policies, owner }) =>
          rowSecurity && !forced && policies.length > 0 && !owner.bypasses && owner.logins.length > 0,
      )
      .map((table) => ({
        severity: 'warning',
        relation: table,
        message: `No policy applies to the owner of ${sqlName(table)}, and ${listed(table.owner.logins.map(quoteIdentifier))} can log in as it or for it.`,
        fixes: [
          sqlFix(
            'Insert the SQL that makes the owner subject to them',
            `ALTER TABLE ${sqlName(table)} FORCE ROW LEVEL SECURITY`,
          ),
        ],
      })),
};
