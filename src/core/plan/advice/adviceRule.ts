import type { PlanFigures } from '../arithmetic';
import type { PlannedStatement, PlanNode } from '../planModel';
import type { CatalogFacts } from '../relationFacts';
import type { AdviceFix } from './advice';

/** One thing that can be wrong with a plan. A rule is a file, listed in `adviceRules.ts`. */
export interface AdviceRule {
  /** As the file: `seq-scan-discards-most`. */
  readonly id: string;
  /** A few words. */
  readonly title: string;
  /** Why it matters, for the documentation and for each advice. */
  readonly explanation: string;
  /** Tells something about the statement as a whole, so that no time of a node decides whether it is shown. */
  readonly always?: boolean;
  /** Works with estimates alone. */
  readonly withoutAnalyze?: boolean;
  /** Must take time in proportion to the plan at most. */
  readonly run: (plan: RulePlan) => readonly Finding[];
}

/** What a rule looks at. */
export interface RulePlan {
  readonly statement: PlannedStatement;
  readonly figures: PlanFigures;
  readonly nodes: readonly PlanNode[];
  /** Undefined while nobody has asked the catalog, and without a connection. */
  readonly catalog: CatalogFacts | undefined;
  /** The nodes of a type, in the plan's order. */
  readonly ofType: (...types: readonly string[]) => readonly PlanNode[];
}

/** What a rule saw. */
export interface Finding {
  readonly node: number | undefined;
  /** Milliseconds that it concerns: of the node itself or of everything below it. Undefined: nobody measured. */
  readonly impactMs: number | undefined;
  /** Milliseconds that would be saved, if they can be told. */
  readonly savedMs?: number | undefined;
  /** Of what size it is when that is not its share of the time. */
  readonly severity?: 'high' | 'medium' | 'low';
  readonly title: string;
  readonly what: string;
  /** Instead of the explanation of the rule. */
  readonly why?: string;
  readonly fixes?: readonly AdviceFix[];
}
