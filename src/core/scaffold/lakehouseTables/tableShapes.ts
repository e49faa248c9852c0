import { cutName, longestName } from '../../sql/name';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import type { RelationName } from '../relationName';

/** A table as this scaffold makes it. */
export interface TableShape {
  readonly columns: readonly ShapeColumn[];
  readonly checks: readonly string[];
  /** The keys of an index, and its condition. */
  readonly index: { readonly keys: string; readonly where?: string };
  readonly comment: string;
}

export interface ShapeColumn {
  readonly name: string;
  /** As `format_type()` prints it. */
  readonly type: string;
  /** NOT NULL, default, identity, key. */
  readonly rest: string;
}

const identity = 'GENERATED ALWAYS AS IDENTITY PRIMARY KEY';
const zoned = 'timestamp with time zone';

/** Which table was made of which. Times have a zone, and whether it went well is never unknown. */
export const lineageShape: TableShape = {
  columns: [
    { name: 'lineage_id', type: 'bigint', rest: identity },
    { name: 'source_system', type: 'text', rest: 'NOT NULL' },
    { name: 'source_table', type: 'text', rest: 'NOT NULL' },
    { name: 'target_system', type: 'text', rest: 'NOT NULL' },
    { name: 'target_table', type: 'text', rest: 'NOT NULL' },
    { name: 'transformation_type', type: 'text', rest: '' },
    { name: 'transformation_logic', type: 'text', rest: '' },
    { name: 'pipeline_id', type: 'text', rest: '' },
    { name: 'executed_at', type: zoned, rest: 'NOT NULL DEFAULT now()' },
    { name: 'record_count', type: 'bigint', rest: '' },
    { name: 'success', type: 'boolean', rest: 'NOT NULL DEFAULT true' },
    { name: 'error_message', type: 'text', rest: '' },
  ],
  checks: ['record_count >= 0'],
  index: { keys: 'target_system, target_table, executed_at DESC' },
  comment: 'Which table was made of which, one row for each run',
};

/** What is running has no end, and everything else has one. */
export const jobLogShape: TableShape = {
  columns: [
    { name: 'job_execution_id', type: 'bigint', rest: identity },
    { name: 'job_name', type: 'text', rest: 'NOT NULL' },
    { name: 'run_id', type: 'text', rest: '' },
    { name: 'status', type: 'text', rest: `NOT NULL DEFAULT 'running'` },
    { name: 'started_at', type: zoned, rest: 'NOT NULL DEFAULT now()' },
    { name: 'finished_at', type: zoned, rest: '' },
    { name: 'record_count', type: 'bigint', rest: '' },
    { name: 'error_message', type: 'text', rest: '' },
    { name: 'details', type: 'jsonb', rest: '' },
  ],
  checks: [
    `status IN ('running', 'succeeded', 'failed')`,
    `(status = 'running') = (finished_at IS NULL)`,
    'finished_at >= started_at',
  ],
  index: { keys: 'job_name, started_at DESC' },
  comment: 'Runs of jobs, one row for each',
};

/** Documents wait as `new` and end as `loaded` or `failed`; one that is corrected is set to `new` again. */
export const importShape: TableShape = {
  columns: [
    { name: 'import_id', type: 'bigint', rest: identity },
    { name: 'batch_id', type: 'text', rest: '' },
    { name: 'source_system', type: 'text', rest: '' },
    { name: 'raw_data', type: 'jsonb', rest: 'NOT NULL' },
    { name: 'status', type: 'text', rest: `NOT NULL DEFAULT 'new'` },
    { name: 'attempts', type: 'integer', rest: 'NOT NULL DEFAULT 0' },
    { name: 'error_code', type: 'text', rest: '' },
    { name: 'error_message', type: 'text', rest: '' },
    { name: 'imported_at', type: zoned, rest: 'NOT NULL DEFAULT now()' },
    { name: 'processed_at', type: zoned, rest: '' },
  ],
  checks: [`status IN ('new', 'loaded', 'failed')`],
  index: { keys: 'import_id', where: `status = 'new'` },
  comment: 'Documents as they came, and what became of them',
};

export function createTableSql(table: RelationName, { columns, checks }: TableShape): string {
  const lines = [
    ...columns.map(({ name, type, rest }) =>
      `${quoteIdentifier(name)} ${type === zoned ? 'timestamptz' : type} ${rest}`.trimEnd(),
    ),
    ...checks.map((check) => `CHECK (${check})`),
  ];
  return `CREATE TABLE ${quoteQualified(table.schema, table.name)} (\n  ${lines.join(',\n  ')}\n)`;
}

export function createIndexSql(table: RelationName, { index }: TableShape): string {
  const where = index.where === undefined ? '' : ` WHERE ${index.where}`;
  const name = quoteIdentifier(indexName(table));
  return `CREATE INDEX ${name} ON ${quoteQualified(table.schema, table.name)} (${index.keys})${where}`;
}

/** The table's name is cut so that the whole has 63 bytes at most, as PostgreSQL does it for names of its own. */
export function indexName({ name }: RelationName): string {
  const ending = '_lookup_idx';
  return `${cutName(name, longestName - ending.length)}${ending}`;
}
