import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Cell } from '../../src/core/ports';
import type { TestServer } from './postgres';
import { repositoryRoot } from './sourceFiles';

interface Fixture {
  readonly before: readonly string[];
  /** A type, and its values as SQL expressions. */
  readonly types: readonly (readonly [string, readonly string[]])[];
}

/** Every built-in type with its extremes, in the columns of one table, and what psql prints of it. */
export interface ValuesMatrix {
  readonly types: readonly string[];
  /** Of the columns, in the order of the types. */
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export const matrixTable = 'matrix.everything';

const execute = promisify(execFile);
const marks = { field: '<<field>>', row: '<<row>>', none: '<<null>>' };

/** Makes the table, and another one like it that is empty. Each value of a type stands in a row of its own, NULL below. */
export async function makeValuesMatrix(server: TestServer): Promise<ValuesMatrix> {
  const { before, types } = JSON.parse(
    readFileSync(path.join(repositoryRoot, 'test/fixtures/values/everyType.json'), 'utf8'),
  ) as Fixture;
  const names = types.map((_, index) => `c${index}`);
  await server.query('drop schema if exists matrix cascade');
  await server.query('create schema matrix');
  for (const statement of before) {
    await server.query(statement);
  }
  const columns = types.map(([type], index) => `c${index} ${type}`).join(', ');
  await server.query(`create table ${matrixTable} (id integer, ${columns})`);
  await server.query(`create table matrix.copy (like ${matrixTable})`);
  const height = Math.max(...types.map(([, values]) => values.length)) + 1;
  for (let row = 0; row < height; row++) {
    const cells = types.map(([type, values]) => {
      const value = values[row];
      return value === undefined ? 'null' : `${value}::${type}`;
    });
    await server.query(`insert into ${matrixTable} values (${row}, ${cells.join(', ')})`);
  }
  const rows = await psqlRows(server, `select * from ${matrixTable} order by id`);
  return { types: ['row', ...types.map(([type]) => type)], names: ['id', ...names], rows };
}

/** The text that psql prints of every value. */
export async function psqlRows(
  { host, port, user, password }: TestServer,
  text: string,
): Promise<readonly (readonly Cell[])[]> {
  const target = `host=${host} port=${port} user=${user} dbname=postgres`;
  const separators = ['-F', marks.field, '-R', marks.row, '-P', `null=${marks.none}`];
  const { stdout } = await execute('psql', ['-X', '-A', '-t', ...separators, '-d', target, '-c', text], {
    env: { ...process.env, PGPASSWORD: password, PGTZ: 'UTC', PGCLIENTENCODING: 'UTF8' },
    maxBuffer: 1024 * 1024 * 1024,
  });
  // psql ends its output with a line break.
  const rows = stdout.replace(/\n$/, '').split(marks.row);
  return rows.map((row) => row.split(marks.field).map((cell) => (cell === marks.none ? null : cell)));
}
