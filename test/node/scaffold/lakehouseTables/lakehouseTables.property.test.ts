import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lakehouseTablesScaffold } from '../../../../src/core/scaffold/lakehouseTables/lakehouseTablesScaffold';
import {
  type ImportSpec,
  type LakehouseTablesSpec,
  loadFunctionName,
} from '../../../../src/core/scaffold/lakehouseTables/lakehouseTablesSpec';
import {
  importShape,
  jobLogShape,
  lineageShape,
  type TableShape,
} from '../../../../src/core/scaffold/lakehouseTables/tableShapes';
import { quoteIdentifier, quoteQualified } from '../../../../src/core/sql/quote';
import type { TestServer } from '../../../support/postgres';
import { sharedServer } from '../../../support/sharedServer';
import { arbitraryName } from '../../../support/scaffold/arbitraryNames';
import type { PropertyBed } from '../../../support/scaffold/propertyBed';
import { propertyRun } from '../../../support/scaffold/propertyRun';

describe('lakehouse tables, by property', function () {
  this.timeout(3_600_000);
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
  });

  it('apply, load documents, read back, run twice and undo, whatever the names and types', async () => {
    await propertyRun(lakehouseTablesScaffold, arbitrarySituation, readBack, { server, prepare });
  });
});

/** A type, a value for it as JSON, and what PostgreSQL prints of it. */
const types = [
  ['text', 'It\'s "x"', 'It\'s "x"'],
  ['character varying(5)', 'ab', 'ab'],
  ['character(3)', 'ab', 'ab '],
  ['integer', 7, '7'],
  ['bigint', '9007199254740993', '9007199254740993'],
  ['numeric(6,2)', 1.25, '1.25'],
  ['boolean', true, 'true'],
  ['date', '2024-01-31', '2024-01-31'],
  ['timestamp with time zone', '2024-01-31 10:00', '2024-01-31 10:00:00+00'],
  ['uuid', '6b7c1f5e-0c3a-4a65-9d5c-2f5b7d1e0a11', '6b7c1f5e-0c3a-4a65-9d5c-2f5b7d1e0a11'],
  ['jsonb', { a: [1, null] }, '{"a": [1, null]}'],
  ['text[]', ['a', 'b c'], '{a,"b c"}'],
  ['integer[]', [1, 2], '{1,2}'],
] as const;

interface TargetColumn {
  readonly name: string;
  readonly type: (typeof types)[number];
}

interface Situation extends LakehouseTablesSpec {
  readonly keyColumns: readonly TargetColumn[];
  readonly otherColumns: readonly TargetColumn[];
  /** Which schemas are there before. */
  readonly existing: readonly string[];
}

const systemColumns = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid', 'oid'];
const schemaName = arbitraryName.filter(
  (name) => !name.startsWith('pg_') && name !== 'information_schema' && name !== 'public',
);
// The function's name is that of the table with five more bytes.
const tableName = arbitraryName.filter((name) => new TextEncoder().encode(name).length <= 58);
const columnName = arbitraryName.filter(
  (name) => !systemColumns.includes(name) && !['created_at', 'updated_at'].includes(name),
);
const keyTypes = types.filter(([type]) => ['text', 'integer', 'uuid', 'date'].includes(type));

const arbitrarySituation: fc.Arbitrary<Situation> = fc
  .record({
    schemas: fc.uniqueArray(schemaName, { minLength: 3, maxLength: 3 }),
    tables: fc.uniqueArray(tableName, { minLength: 4, maxLength: 4 }),
    columns: fc.uniqueArray(columnName, { minLength: 2, maxLength: 6 }),
    fields: fc.uniqueArray(arbitraryName, { minLength: 6, maxLength: 6 }),
  })
  .chain(({ schemas, tables, columns, fields }) => {
    const [metadataSchema = '', staging = '', core = ''] = schemas;
    const [lineage = '', jobLog = '', imports = '', target = ''] = tables;
    const column = (name: string, of: readonly TargetColumn['type'][]) =>
      fc.record({ name: fc.constant(name), type: fc.constantFrom(...of) });
    const [first = '', ...rest] = columns;
    return fc
      .record({
        made: fc.record({
          lineage: fc.boolean(),
          jobLog: fc.boolean(),
          audited: fc.boolean(),
          mapped: fc.boolean(),
        }),
        keyColumns: fc.tuple(column(first, keyTypes)),
        otherColumns: fc.tuple(...rest.map((name) => column(name, types))),
        existing: fc.subarray([metadataSchema, staging]),
      })
      .map(({ made, keyColumns, otherColumns, existing }): Situation => ({
        metadataSchema,
        lineage: made.lineage ? lineage : undefined,
        jobLog: made.jobLog ? jobLog : undefined,
        imports: {
          staging: { schema: staging, name: imports },
          target: { schema: core, name: target },
          key: [first],
          columns: made.mapped
            ? columns.map((name, place) => ({ column: name, field: fields[place] ?? name }))
            : [],
        },
        audited: made.audited ? [{ schema: core, name: target }] : [],
        keyColumns,
        otherColumns,
        existing,
      }));
  });

function prepare({ imports, keyColumns, otherColumns, existing }: Situation): readonly string[] {
  const target = imports?.target ?? { schema: '', name: '' };
  const lines = [
    ...[...keyColumns, ...otherColumns].map(({ name, type }) => `${quoteIdentifier(name)} ${type[0]}`),
    `PRIMARY KEY (${keyColumns.map(({ name }) => quoteIdentifier(name)).join(', ')})`,
  ];
  return [
    ...[...existing, target.schema].map((schema) => `CREATE SCHEMA ${quoteIdentifier(schema)}`),
    `CREATE TABLE ${quoteQualified(target.schema, target.name)} (${lines.join(', ')})`,
  ];
}

async function readBack(bed: PropertyBed, spec: Situation): Promise<void> {
  const { metadataSchema, lineage, jobLog, imports } = spec;
  const tables: readonly (readonly [string, string | undefined, TableShape])[] = [
    [metadataSchema, lineage, lineageShape],
    [metadataSchema, jobLog, jobLogShape],
    [imports?.staging.schema ?? '', imports?.staging.name, importShape],
  ];
  for (const [schema, name, shape] of tables) {
    if (name !== undefined) {
      await checkTable(bed, quoteQualified(schema, name), shape);
    }
  }
  await bed.client.query('BEGIN');
  try {
    if (imports !== undefined) {
      await checkLoading(bed, spec, imports);
    }
  } finally {
    await bed.client.query('ROLLBACK');
  }
}

async function checkTable({ client }: PropertyBed, table: string, shape: TableShape): Promise<void> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  assert.deepEqual(
    rows,
    shape.columns.map(({ name, type }) => ({ name, type })),
  );
  const { rows: comments } = await client.query(
    `SELECT obj_description($1::regclass, 'pg_class') AS comment`,
    [table],
  );
  assert.deepEqual(comments, [{ comment: shape.comment }]);
}

/** One document twice, and one without a key: the first is one row, the second is refused once and for all. */
async function checkLoading({ client }: PropertyBed, spec: Situation, imports: ImportSpec): Promise<void> {
  const staging = quoteQualified(imports.staging.schema, imports.staging.name);
  const target = quoteQualified(imports.target.schema, imports.target.name);
  const load = loadFunctionName(imports.staging);
  const fieldOf = (name: string) => imports.columns.find(({ column }) => column === name)?.field ?? name;
  const all = [...spec.keyColumns, ...spec.otherColumns];
  const whole = Object.fromEntries(all.map(({ name, type }) => [fieldOf(name), type[1]]));
  const keyless = Object.fromEntries(spec.otherColumns.map(({ name, type }) => [fieldOf(name), type[1]]));
  for (const each of [whole, whole, keyless]) {
    await client.query(`INSERT INTO ${staging} (raw_data) VALUES ($1)`, [JSON.stringify(each)]);
  }
  const call = `SELECT * FROM ${quoteQualified(load.schema, load.name)}()`;
  assert.deepEqual((await client.query(call)).rows, [{ loaded: '2', failed: '1', waiting: '0' }]);
  assert.deepEqual((await client.query(call)).rows, [{ loaded: '0', failed: '0', waiting: '0' }]);
  const values = all
    .map(({ name }, place) => `${quoteIdentifier(name)}::text AS c${String(place)}`)
    .join(', ');
  const { rows } = await client.query<Record<string, string>>(`SELECT ${values} FROM ${target}`);
  assert.deepEqual(
    rows.map((row) => Object.values(row)),
    [all.map(({ type }) => printed(type))],
  );
  if (spec.audited.length > 0) {
    await client.query(`UPDATE ${target} SET updated_at = 'epoch'`);
    const { rows: touched } = await client.query(`SELECT updated_at = now() AS now FROM ${target}`);
    assert.deepEqual(touched, [{ now: true }]);
  }
}

/** A cast from character(3) to text takes the spaces at the end away. */
function printed([type, , text]: TargetColumn['type']): string {
  return type === 'character(3)' ? text.trimEnd() : text;
}
