import type { ScaffoldWarning } from '../scaffold';
import type { LakehouseTablesFacts } from './lakehouseTablesFacts';
import type { LakehouseTablesSpec } from './lakehouseTablesSpec';

/** Something about these tables that may be unwanted, though it can be run. */
export interface LakehouseTablesRule {
  readonly id: string;
  run(spec: LakehouseTablesSpec, facts: LakehouseTablesFacts): readonly Omit<ScaffoldWarning, 'rule'>[];
}
