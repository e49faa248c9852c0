import type { DbtCheck } from '../../check';
import type { CrossFacts } from '../../live/liveFacts';

/** Every check that compares the project with the catalog of a target, in the order in which they are told. */
export const crossChecks: readonly DbtCheck<CrossFacts>[] = [];
