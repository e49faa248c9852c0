import type { CommandId } from '../commands';

/** The ways between models and what they are in the database. Each has its code in `dbtMarts.ts`. */
export const dbtMartCommands = [
  'lakehouse.dbt.goToModel',
  'lakehouse.dbt.showInMarts',
  'lakehouse.dbt.openMartPage',
] as const satisfies readonly CommandId[];
export type DbtMartCommand = (typeof dbtMartCommands)[number];
