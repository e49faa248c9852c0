import type { CommandId } from '../../commands';

/** Each has its code in `dbtRuns.ts`. */
export const dbtRunCommands = [
  'lakehouse.dbt.build',
  'lakehouse.dbt.buildWith',
  'lakehouse.dbt.buildProject',
  'lakehouse.dbt.run',
  'lakehouse.dbt.test',
  'lakehouse.dbt.testProject',
  'lakehouse.dbt.stop',
  'lakehouse.dbt.compile',
  'lakehouse.dbt.preview',
  'lakehouse.dbt.explainModel',
  'lakehouse.dbt.comparePlans',
] as const satisfies readonly CommandId[];
export type DbtRunCommand = (typeof dbtRunCommands)[number];
