import type { CatalogQuery } from '../../ports';
import { quoteIdentifier } from '../../sql/quote';

/** Whether this role can read the log of the server, and what stands in the way. */
export interface LogAccess {
  readonly user: string;
  /** Functions that are needed to find and read the file, and that the role may not call. */
  readonly lacking: readonly string[];
  readonly collectorOn: boolean;
  /** Milliseconds; -1 means that nothing is logged, undefined that the module is not loaded. */
  readonly minimumMs: string | undefined;
}

export interface LogFile {
  /** Relative to the server's data directory, or absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** So much is read of the end of a log. */
export const logTail = 8 * 1024 * 1024;

export const logAccess: CatalogQuery<LogAccess> = {
  name: 'logAccess',
  text: `
  SELECT current_user,
         (SELECT pg_catalog.string_agg(f.signature, ', ')
            FROM (VALUES ('pg_catalog.pg_current_logfile(text)'), ('pg_catalog.pg_ls_logdir()'),
                         ('pg_catalog.pg_read_binary_file(text, bigint, bigint)')) AS f (signature)
           WHERE NOT pg_catalog.has_function_privilege(f.signature, 'execute')),
         pg_catalog.current_setting('logging_collector'),
         pg_catalog.current_setting('auto_explain.log_min_duration', true)`,
  values: [],
  row: ([user, lacking, collector, minimum]) => ({
    user: user ?? '',
    lacking: lacking?.split(/, (?=pg_catalog)/) ?? [],
    collectorOn: collector === 'on',
    minimumMs: minimum ?? undefined,
  }),
};

/** The files that the server writes to now; one for each kind of log. */
export const logFiles: CatalogQuery<LogFile> = {
  name: 'logFiles',
  text: `
  SELECT p.path, l.size
    FROM (VALUES ('jsonlog'), ('csvlog'), ('stderr')) AS k (kind)
   CROSS JOIN LATERAL (
         SELECT CASE WHEN k.kind <> 'jsonlog' OR pg_catalog.current_setting('server_version_num')::int >= 150000
                     THEN pg_catalog.pg_current_logfile(k.kind) END) AS p (path)
    JOIN pg_catalog.pg_ls_logdir() AS l
      ON l.name = pg_catalog.regexp_replace(p.path, '^.*/', '')`,
  values: [],
  row: ([path, size]) => ({ path: path ?? '', size: Number(size ?? 0) }),
};

/** The end of the file as hexadecimal digits, because it may begin in the middle of a character. */
export function logEnd({ path, size }: LogFile): CatalogQuery<string> {
  const length = Math.min(size, logTail);
  return {
    name: 'logEnd',
    text: `
  SELECT pg_catalog.encode(pg_catalog.pg_read_binary_file($1, $2::bigint, $3::bigint), 'hex')`,
    values: [path, String(size - length), String(length)],
    row: ([hex]) => hex ?? '',
  };
}

/** Why the log cannot be read, with what to do; undefined when it can. */
export function logRefusal(access: LogAccess): string | undefined {
  const { user, lacking, collectorOn } = access;
  if (!collectorOn) {
    return 'This server writes no log file of its own (logging_collector is off), so its log can only be read where it goes: open the file, or copy the entry and open the plan from the clipboard.';
  }
  if (lacking.length === 0) {
    return undefined;
  }
  // Not by pg_monitor: before PostgreSQL 15 it may list the files, and not ask which one is written to.
  const grant = `GRANT EXECUTE ON FUNCTION ${lacking.join(', ')} TO ${quoteIdentifier(user)};`;
  return `The role ${user} may not read the server's log. A superuser can allow it: ${grant}`;
}

/** Why a log has no plans. */
export function noPlansReason({ minimumMs }: LogAccess): string {
  if (minimumMs === undefined) {
    return 'The end of the log has no plans: auto_explain is not loaded on this server (session_preload_libraries or shared_preload_libraries).';
  }
  return minimumMs === '-1'
    ? 'The end of the log has no plans: auto_explain.log_min_duration is -1, so none are logged.'
    : `The end of the log has no plans: no statement took as long as auto_explain.log_min_duration (${minimumMs}).`;
}
