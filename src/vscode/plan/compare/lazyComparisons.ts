import type { ComparisonParts } from './comparisonParts';
import type { PlanComparisons } from './planComparisons';
import type { SeenPlan } from './seenPlan';

/** Comparisons whose code is loaded with the first plan that is shown. */
export interface LazyComparisons {
  /** A plan came into sight: it can be compared with later ones. */
  shown(plan: SeenPlan): void;
  compare(argument: unknown): Promise<void>;
  get(): Promise<PlanComparisons>;
}

export function lazyComparisons(parts: () => ComparisonParts): LazyComparisons {
  let loaded: Promise<PlanComparisons> | undefined;
  const get = () =>
    (loaded ??= import('./planComparisons').then(
      ({ PlanComparisons: Comparisons }) => new Comparisons(parts()),
    ));
  return {
    get,
    shown: (plan) => void get().then((comparisons) => comparisons.remember(plan)),
    compare: async (argument) => (await get()).compare(argument),
  };
}
