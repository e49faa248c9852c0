import type { ConnectFailure } from '../../connections/connectFailure';
import type { DbtCheck } from '../check';
import type { CrossFacts, LiveFacts } from './liveFacts';
import { aboutTarget } from './liveFinding';

type CheckWords = Omit<DbtCheck<LiveFacts>, 'severity' | 'failsIn' | 'run'>;

/** A check that finds why a target cannot be connected to, in the words of *Test Connection*. */
export function connectCheck(
  words: CheckWords,
  fields: readonly string[],
  concerns: (failure: ConnectFailure) => boolean,
): DbtCheck<LiveFacts> {
  return {
    ...words,
    severity: 'error',
    failsIn: 'dbt debug',
    run: (facts) => {
      const { failure } = facts;
      if (!failure || !concerns(failure)) {
        return [];
      }
      const { happened: message, next: advice } = failure;
      return [aboutTarget(facts, { check: words.id, severity: 'error', message, advice }, ...fields)];
    },
  };
}

/** Runs only where the catalog was read. */
export function onCatalog(
  run: (facts: LiveFacts & Pick<CrossFacts, 'catalog'>) => ReturnType<DbtCheck<LiveFacts>['run']>,
): DbtCheck<LiveFacts>['run'] {
  return (facts) => (facts.catalog ? run({ ...facts, catalog: facts.catalog }) : []);
}

/** Runs only where the catalog was read and the models are known. */
export function onGraph(
  run: (facts: CrossFacts) => ReturnType<DbtCheck<LiveFacts>['run']>,
): DbtCheck<LiveFacts>['run'] {
  return (facts) =>
    facts.catalog && facts.graph ? run({ ...facts, catalog: facts.catalog, graph: facts.graph }) : [];
}
