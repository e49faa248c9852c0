import type { CommandId } from '../commands';

/** Each has its code in `dbtActions.ts`. */
export const dbtCommands = [
  'lakehouse.dbt.refresh',
  'lakehouse.dbt.checkProject',
  'lakehouse.dbt.checkTarget',
  'lakehouse.dbt.chooseTarget',
  'lakehouse.dbt.copyAsText',
  'lakehouse.dbt.fix',
  'lakehouse.dbt.explain',
  'lakehouse.dbt.ignoreCheck',
  'lakehouse.dbt.askVariable',
  'lakehouse.dbt.forgetVariables',
  'lakehouse.dbt.useTarget',
  'lakehouse.dbt.writeTarget',
  'lakehouse.dbt.startProject',
  'lakehouse.dbt.openProfiles',
  'lakehouse.dbt.openPlace',
] as const satisfies readonly CommandId[];
export type DbtCommand = (typeof dbtCommands)[number];
