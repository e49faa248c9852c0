import type { LintFinding, LintSeverity } from './lintRule';
import { lintRules } from './lintRules';
import type { PolicyCatalog } from './policyCatalog';
import { sqlName } from './ruleTools';

/** What all rules find, the gravest first, then by relation. */
export function lintRowSecurity(catalog: PolicyCatalog): readonly LintFinding[] {
  return lintRules
    .flatMap((rule) =>
      rule.run(catalog).map((seen) => ({
        ...seen,
        rule: rule.id,
        title: rule.title,
        explanation: rule.explanation,
      })),
    )
    .sort(
      (a, b) => ranks[a.severity] - ranks[b.severity] || compare(sqlName(a.relation), sqlName(b.relation)),
    );
}

const ranks: Readonly<Record<LintSeverity, number>> = { error: 0, warning: 1, hint: 2 };

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
