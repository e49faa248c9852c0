import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readSheet } from 'read-excel-file/node';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { copyText } from '../../../src/core/export/copyText';
import type { ExportFormatId } from '../../../src/core/export/exportFormat';
import { defaultExportOptions } from '../../../src/core/export/exportOptions';
import type { ImportFormat } from '../../../src/core/import/importFormat';
import { objectValues } from '../../../src/core/import/ndjsonReader';
import { SeparatedReader } from '../../../src/core/import/separatedReader';
import type { Cell } from '../../../src/core/ports';
import type { ResultColumn } from '../../../src/core/query/session';
import type { Execute } from '../../../src/core/query/runStatements';
import { exportByCopy } from '../../../src/node/export/exportByCopy';
import { exportByRows } from '../../../src/node/export/exportByRows';
import { importRows } from '../../../src/node/import/importRows';
import { Connector } from '../../../src/node/pg/connector';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { RowFile } from '../../../src/node/results/rowFile';
import { encodeProgram } from '../../support/encodeProgram';
import { MatrixReport, parquetText, type SheetCell } from '../../support/matrixReport';
import type { TestServer } from '../../support/postgres';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { makeValuesMatrix, matrixTable, psqlRows, type ValuesMatrix } from '../../support/valuesMatrix';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const text = `select * from ${matrixTable} order by id`;
const csv: ImportFormat = { kind: 'separated', delimiter: ',', quote: '"', nullText: '', header: true };

describe('every type with its extremes is what psql prints', () => {
  const scratch = makeScratchFolder('values');
  let server: TestServer;
  let connector: Connector;
  let session: PgSession;
  let matrix: ValuesMatrix;
  let columns: readonly ResultColumn[];
  let report: MatrixReport;

  before(async function () {
    this.timeout(60_000);
    server = await sharedServer();
    connector = new Connector(profileFor(server), passwords(server.password));
    session = await connector.openSession(neverCancelled);
    await run(session, `set timezone = 'UTC'`);
    matrix = await makeValuesMatrix(server);
    columns = (await run(session, `${text} limit 0`)).columns ?? [];
    report = new MatrixReport(matrix);
  });

  after(async () => {
    if (process.env['LAKEHOUSE_MATRIX'] !== undefined) {
      console.log(report.table());
    }
    await server.query('drop schema if exists matrix cascade');
    await session.close();
    await connector.close();
    scratch.remove();
  });

  const file = (name: string) => path.join(scratch.path, name);
  const content = (name: string) => readFileSync(file(name), 'utf8');
  const execute: Execute = (request, sink) => session.execute(request, sink, neverCancelled);
  const options = { ...defaultExportOptions, target: 'matrix.copy', unfit: 'null' as const };
  const byRows = (format: ExportFormatId, name = `rows.${format}`) =>
    exportByRows({
      ...{ text, format, options, path: file(name), execute },
      ...{ program: encodeProgram, progress: () => undefined },
    });
  /** Compares each value of a way, and notes it in the table. */
  const same = (way: string, rows: readonly (readonly Cell[])[]) => report.same(way, rows);
  const stored = async () => {
    const rows = await psqlRows(server, 'select * from matrix.copy order by id');
    await server.query('truncate matrix.copy');
    return rows;
  };

  it('in the grid', async () => {
    const rows = new RowFile(file('grid'));
    const sink = { columns: () => undefined, blocks: rows.append.bind(rows), notice: () => undefined };
    await session.execute({ text, maxRows: Infinity }, sink, neverCancelled);
    const all = { first: 0, count: 1000, firstColumn: 0, columnCount: 1000 };
    same('grid', await rows.window(all, Number.MAX_SAFE_INTEGER));
    rows.dispose();
  });

  for (const format of ['tsv', 'csv'] as const) {
    it(`copied as ${format}`, () => {
      const copied = copyText(columns, matrix.rows, format);
      const reader = new SeparatedReader({
        delimiter: format === 'csv' ? ',' : '\t',
        quote: '"',
        nullText: '',
      });
      const rows = [...reader.push(copied), ...reader.finish()].map(({ cells }) => cells);
      // Spreadsheets know no difference between NULL and an empty text.
      const known = (cell: Cell) => (format === 'tsv' && cell === '' ? null : cell);
      assert.deepEqual(
        format === 'csv' ? rows.slice(1) : rows,
        matrix.rows.map((row) => row.map(known)),
      );
      report.note(`copy ${format}`);
    });
  }

  it('copied as INSERT', async () => {
    await run(session, copyText(columns, matrix.rows, 'insert', 'matrix.copy'));
    same('copy INSERT', await stored());
  });

  it('copied as JSON', () => {
    const copied = copyText(columns, matrix.rows, 'json').split('\n').slice(1, -2);
    same(
      'copy JSON',
      copied.map((line) => jsonRow(line.replace(/,$/, ''))),
    );
  });

  it('copied as a list for IN', async () => {
    for (const [index, column] of columns.entries()) {
      const one = matrix.rows.map((row) => [row[index] ?? null]);
      const values = [...new Set(one.flat())].filter((cell) => cell !== null);
      const list = copyText([column], one, 'inList').slice(1, -1);
      const type = index === 0 ? 'integer' : (matrix.types[index] ?? '');
      const rows: Cell[] = [];
      for (const literal of literalsOf(list)) {
        rows.push((await run(session, `select (${literal})::${type}::text`)).rows[0]?.[0] ?? null);
      }
      assert.deepEqual(rows, await castToText(type, values), type);
    }
    report.note('copy IN');
  });

  for (const format of ['csv', 'tsv', 'copyText'] as const) {
    it(`exported as ${format}, by COPY and by rows`, async () => {
      const byCopy = {
        text,
        format,
        options,
        path: file(`copy.${format}`),
        execute,
        progress: () => undefined,
      };
      await exportByCopy(byCopy);
      await byRows(format);
      assert.ok(content(`copy.${format}`) === content(`rows.${format}`));
      report.note(`export ${format}`);
    });
  }

  for (const format of ['json', 'ndjson'] as const) {
    it(`exported as ${format}`, async () => {
      await byRows(format);
      const lines = content(`rows.${format}`)
        .split('\n')
        .filter((line) => line.length > 1);
      same(
        `export ${format}`,
        lines.map((line) => jsonRow(line.replace(/,$/, ''))),
      );
    });
  }

  it('exported as INSERT', async () => {
    await byRows('insert');
    await run(session, content('rows.insert').replace(/;\n$/, ''));
    same('export INSERT', await stored());
  });

  it('exported as Markdown, each row on a line of its own', async () => {
    await byRows('markdown');
    const lines = content('rows.markdown').trimEnd().split('\n');
    assert.equal(lines.length, matrix.rows.length + 2);
    const cells = (line: string) => line.split(/(?<!\\)\|/).length;
    assert.deepEqual(new Set(lines.map(cells)), new Set([columns.length + 2]));
  });

  for (const [format, reader] of [
    ['csv', csv],
    ['tsv', { ...csv, delimiter: '\t' }],
    ['ndjson', undefined],
  ] as const) {
    it(`imported from ${format}`, async () => {
      await byRows(format);
      const keys = matrix.names;
      await importRows(
        {
          ...{ path: file(`rows.${format}`), encoding: 'utf-8', width: keys.length },
          format: reader ?? { kind: 'ndjson', keys, json: jsonNames() },
          target: {
            ...{ schema: 'matrix', table: 'copy', isNew: false },
            columns: keys.map((target, source) => ({ target, source, type: '' })),
          },
        },
        { session, progress: () => undefined, signal: new AbortController().signal },
      );
      same(`import ${format}`, await stored());
    });
  }

  it('exported as Parquet, as DuckDB reads it', async () => {
    const { notes } = await byRows('parquet');
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const name = file('rows.parquet').replaceAll("'", "''");
    const described = (await connection.runAndReadAll(`describe select * from '${name}'`)).getRows();
    const types = described.map(([, type]) => String(type));
    const read = types
      .map((type, index) => parquetText(`c${index - 1}`.replace('c-1', 'id'), type))
      .join(', ');
    const rows = (await connection.runAndReadAll(`select ${read} from '${name}' order by id`)).getRows();
    report.parquet(types, rows as readonly (readonly Cell[])[]);
    assert.deepEqual(
      notes.map((note) => note.replace(/ cannot be told.*/, '')),
      report.unfit.map(([column, count]) => `${count === 1 ? 'One value' : `${count} values`} of ${column}`),
    );
    connection.closeSync();
  });

  it('exported as XLSX, as another library reads it', async () => {
    const { notes } = await byRows('xlsx');
    const rows = (await readSheet(file('rows.xlsx'), { trim: false })).slice(1);
    report.excel(rows as readonly (readonly SheetCell[])[]);
    assert.match(notes.join(' '), /^1 text longer than 32,767 characters/);
  });

  const jsonRow = (line: string): readonly Cell[] => {
    const values = objectValues(line, jsonNames());
    return matrix.names.map((name, index) => {
      const value = values?.get(name) ?? null;
      return columns[index]?.typeOid === 16 && value !== null ? value.slice(0, 1) : value;
    });
  };

  const jsonNames = () =>
    new Set(matrix.names.filter((_, index) => /^jsonb?$/.test(matrix.types[index] ?? '')));

  const castToText = async (type: string, values: readonly Cell[]): Promise<readonly Cell[]> => {
    const rows: Cell[] = [];
    for (const value of values) {
      rows.push((await run(session, `select $1::${type}::text`, { values: [value] })).rows[0]?.[0] ?? null);
    }
    return rows;
  };
});

/** The literals of a list. */
function literalsOf(list: string): readonly string[] {
  return list.match(/E?'(?:[^'\\]|\\.|'')*'|[^,\s][^,]*/gs) ?? [];
}
