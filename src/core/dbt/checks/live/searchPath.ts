import type { DbtCheck } from '../../check';
import { onCatalog } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget, listed } from '../../live/liveFinding';
import { pathOf } from '../../live/readTargetCatalog';

const id = 'search-path';

export const searchPath: DbtCheck<LiveFacts> = {
  id,
  title: 'Search path',
  severity: 'warning',
  explanation:
    'PostgreSQL passes over a schema of search_path that does not exist, without a word: an unqualified name is then found elsewhere, or not at all.',
  failsIn: undefined,
  run: onCatalog((facts) => {
    const missing = pathOf(facts.target).filter((name) => !facts.catalog.schemas.has(name));
    return missing.length === 0
      ? []
      : [
          aboutTarget(
            facts,
            {
              check: id,
              severity: 'warning',
              message: `search_path of target ${facts.target.name} names ${listed(missing)}, which ${missing.length === 1 ? 'does' : 'do'} not exist.`,
              advice: 'Correct the names; they are separated by commas, and in lower case unless in quotes.',
            },
            'search_path',
          ),
        ];
  }),
};
