import type { ComparablePlan } from './comparablePlan';

/** A plan that was shown in this window. */
export interface RecentPlan extends ComparablePlan {
  /** Of the panel that showed it. */
  readonly panel: string;
  readonly at: Date;
}

/** So many plans are kept in memory: one of them may be large. */
const kept = 30;

/** The plans that were shown in this window, the newest first. */
export class RecentPlans {
  private plans: readonly RecentPlan[] = [];

  get all(): readonly RecentPlan[] {
    return this.plans;
  }

  remember(plan: RecentPlan): void {
    this.plans = [plan, ...this.plans].slice(0, kept);
  }

  /** The plan that a panel shows. */
  latest(panel: string): RecentPlan | undefined {
    return this.plans.find((plan) => plan.panel === panel);
  }
}
