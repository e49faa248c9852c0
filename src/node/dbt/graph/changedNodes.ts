import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import type { RunState } from '../../../core/dbt/graph/runState';

/** So many files are asked about at once; thousands would keep everything else of the disk waiting. */
const atOnce = 64;

/**
 * The ids of the project's own models, seeds and snapshots that dbt ran and whose files are younger than that run. A file that is not
 * there is none.
 * @param root the folder of the project
 */
export async function changedNodes(
  root: string,
  graph: DbtGraph,
  runs: RunState,
): Promise<readonly string[]> {
  const asked = [...graph.nodes.values()].flatMap(({ id, kind, package: of, file }) => {
    const ranAt = Date.parse(runs.get(id)?.at ?? '');
    const isOwn = of === graph.project && (kind === 'model' || kind === 'seed' || kind === 'snapshot');
    return isOwn && !Number.isNaN(ranAt) ? [{ id, file, ranAt }] : [];
  });
  const changed: string[] = [];
  for (let place = 0; place < asked.length; place += atOnce) {
    const part = asked.slice(place, place + atOnce);
    const times = await Promise.all(
      part.map(({ file }) =>
        stat(path.join(root, file)).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      ),
    );
    changed.push(...part.filter(({ ranAt }, index) => (times[index] ?? 0) > ranAt).map(({ id }) => id));
  }
  return changed;
}
