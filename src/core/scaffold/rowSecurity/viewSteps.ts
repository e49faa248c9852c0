import { quoteQualified } from '../../sql/quote';
import type { ScaffoldStep } from '../scaffold';
import type { RowSecurityFacts } from './rowSecurityFacts';

/** The first server on which a view can read with the rights of whoever asks. */
export const invokerSince = 150_000;

/** Makes the views over the table read with the rights of whoever asks, where the server can. */
export function viewSteps(facts: RowSecurityFacts): readonly ScaffoldStep[] {
  if (facts.version < invokerSince) {
    return [];
  }
  return facts.views
    .filter(({ materialized }) => !materialized)
    .map((view) => {
      const alter = `ALTER VIEW ${quoteQualified(view.schema, view.name)}`;
      return {
        title: `Let the view ${view.name} read with the rights of whoever asks`,
        sql: `${alter} SET (security_invoker = true)`,
        ...(view.invoker === true
          ? { down: [], present: true }
          : {
              down: [
                view.invoker === undefined
                  ? `${alter} RESET (security_invoker)`
                  : `${alter} SET (security_invoker = false)`,
              ],
            }),
      };
    });
}
