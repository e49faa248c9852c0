import type { Scaffold } from '../scaffold';
import { generateLakehouseTables } from './generateLakehouseTables';
import { type LakehouseTablesFacts, readLakehouseTablesFacts } from './lakehouseTablesFacts';
import { lakehouseTablesForm } from './lakehouseTablesForm';
import type { LakehouseTablesSpec } from './lakehouseTablesSpec';
import { readLakehouseTables } from './readLakehouseTables';

/** Lineage, job log, imports with the function that loads them, and audit columns. */
export const lakehouseTablesScaffold: Scaffold<LakehouseTablesSpec, LakehouseTablesFacts> = {
  id: 'lakehouseTables',
  title: 'Lakehouse tables',
  explain:
    'Tables that a lakehouse keeps beside its data: lineage, the runs of jobs, imports with a function that loads them and can be called again at any time, and audit columns.',
  form: lakehouseTablesForm,
  spec: readLakehouseTables,
  facts: readLakehouseTablesFacts,
  generate: generateLakehouseTables,
};
