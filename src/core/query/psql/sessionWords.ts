import { type PsqlCommand, queries } from './psqlAnswer';

/** `\conninfo`. */
export const connectionInformation: PsqlCommand = {
  names: /^conninfo$/,
  answer: () =>
    queries(`SELECT pg_catalog.current_database() AS "Database", session_user AS "User", current_user AS "Role",
       coalesce(pg_catalog.host(pg_catalog.inet_server_addr()), 'socket') AS "Server address",
       pg_catalog.inet_server_port() AS "Server port", pg_catalog.current_setting('server_version') AS "Server version",
       pg_catalog.pg_backend_pid() AS "Backend process",
       (SELECT CASE WHEN s.ssl THEN s.version ELSE 'none' END FROM pg_catalog.pg_stat_ssl s
         WHERE s.pid = pg_catalog.pg_backend_pid()) AS "TLS",
       pg_catalog.current_setting('client_encoding') AS "Client encoding"`),
};

/** `\timing`. */
export const timing: PsqlCommand = {
  names: /^timing$/,
  answer: () => ({ kind: 'says', lines: ['The time of each statement is always shown with its result.'] }),
};

/** `\echo`: its words, without the single quotes around them. */
export const echo: PsqlCommand = {
  names: /^q?echo$/,
  answer: ({ arguments: words }) => ({ kind: 'says', lines: [words.map(unquoted).join(' ')] }),
};

function unquoted(word: string): string {
  return /^'[^]*'$/.test(word) ? word.slice(1, -1).replaceAll("''", "'") : word;
}
