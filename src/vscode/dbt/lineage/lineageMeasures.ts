import type { CancelSignal } from '../../../base/cancelSignal';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import { lineageMeasures } from '../../../core/dbt/lineage/lineageMeasures';
import { relationMeasures } from '../../../core/dbt/lineage/relationMeasures';
import type { DbtTarget } from '../../../core/dbt/profiles/target';
import type { LineageMeasures } from '../../../protocol/lineage';
import type { ConnectedDatabases } from '../../connections/connectionService';
import { connectedDatabaseOf } from '../connectedTarget';

/** What is asked about. */
export interface MeasureRequest {
  readonly graph: DbtGraph;
  readonly target: DbtTarget;
  readonly connected: ConnectedDatabases;
}

/**
 * Rows and sizes of everything in a lineage, from the database of the target, if it is connected anyway.
 * @throws as `Database.read`
 */
export async function readMeasures(
  { graph, target, connected }: MeasureRequest,
  signal: CancelSignal,
): Promise<Omit<LineageMeasures, 'changed'>> {
  const database = await connectedDatabaseOf(connected, target);
  if (!database) {
    return { connected: false, measures: {} };
  }
  const relations = [...graph.nodes.values()].flatMap(({ relation }) => relation ?? []);
  const rows = await database.read(relationMeasures(relations), signal);
  return { connected: true, measures: lineageMeasures(graph, rows) };
}
