import type { SqlParser } from '../../core/sql/parser';

let parser: Promise<SqlParser> | undefined;

/** PostgreSQL's own parser; its WebAssembly is loaded when it is asked for. */
export function sqlParser(): Promise<SqlParser> {
  parser ??= import('../../node/sql/pgParser').then(({ PgParser }) => new PgParser());
  return parser;
}
