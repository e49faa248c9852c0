import { quoteIdentifier } from '../../../../sql/quote';
import type { LintFix, LintRule } from '../lintRule';
import { sqlFix, sqlName } from '../ruleTools';

/** The first server on which a view can read with the rights of whoever asks. */
const invokerSince = 150_000;

export const viewBypassesPolicies: LintRule = {
  id: 'view-bypasses-policies',
  title: 'A view reads past the policies',
  explanation:
    'A view reads with the rights of its owner, so the policies of whoever asks do not apply. With security_invoker (PostgreSQL 15) it reads with the rights of ' +
    'whoever asks, who then needs grants on the tables.',
  run: ({ tables, views, version }) =>
    views
      .filter(({ materialized, invoker }) => !materialized && !invoker)
      .flatMap((view) => {
        const table = tables.find(({ oid }) => oid === view.table);
        const read = table === undefined ? 'a table with policies' : sqlName(table);
        const name = sqlName(view);
        const fixes: readonly LintFix[] =
          version >= invokerSince
            ? [
                sqlFix(
                  'Insert the SQL that makes it read as whoever asks',
                  `ALTER VIEW ${name} SET (security_invoker = true)`,
                ),
              ]
            : [
                sqlFix(
                  'Insert SQL that takes the view from everybody',
                  `REVOKE SELECT ON ${name} FROM PUBLIC`,
                ),
              ];
        return [
          {
            severity: view.ownerBypasses ? ('error' as const) : ('warning' as const),
            relation: view,
            message: view.ownerBypasses
              ? `The view ${name} shows every row of ${read}: it reads as its owner ${quoteIdentifier(view.owner)}, to whom no policy applies.`
              : `The view ${name} shows the rows of ${read} that its owner ${quoteIdentifier(view.owner)} may see, not those of whoever asks.`,
            fixes,
          },
        ];
      }),
};
