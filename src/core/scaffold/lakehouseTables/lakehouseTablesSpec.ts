import type { RelationName } from '../relationName';

/** The tables that a lakehouse keeps beside its data. What is undefined or empty is not made. */
export interface LakehouseTablesSpec {
  /** Where lineage, job log and the trigger function of audit columns are. */
  readonly metadataSchema: string;
  /** The name of the table of data lineage. */
  readonly lineage: string | undefined;
  /** The name of the table of job runs. */
  readonly jobLog: string | undefined;
  readonly imports: ImportSpec | undefined;
  /** Tables that get `created_at` and `updated_at`. */
  readonly audited: readonly RelationName[];
}

/** A table that takes documents as they come, and a function that loads them into another. */
export interface ImportSpec {
  readonly staging: RelationName;
  readonly target: RelationName;
  /** Columns of the target that tell rows apart: a document whose key is there updates the row. */
  readonly key: readonly string[];
  /** Empty for the key and all columns without a default, each from the field of its name. */
  readonly columns: readonly ImportedColumn[];
}

export interface ImportedColumn {
  readonly column: string;
  /** The field of the document. */
  readonly field: string;
}

/** The name of the function that loads a staging table. */
export function loadFunctionName(staging: RelationName): RelationName {
  return { schema: staging.schema, name: `load_${staging.name}` };
}

export const touchFunctionName = 'set_updated_at';
