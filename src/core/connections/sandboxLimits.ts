import type { SandboxLimitTitle } from './sandbox';

/** The written list; docs/SANDBOX.md shows the same text. */
export const sandboxLimits: Readonly<Record<SandboxLimitTitle, string>> = {
  'One session for all':
    'PGlite has one backend. Editors and windows take turns: a statement waits until the one before it has ended, for 30 seconds at most, and an open transaction makes all others wait until it ends.',
  'Temporary objects do not last':
    'When the turn goes to the session of another editor or window, DISCARD ALL clears away temporary tables, prepared statements, cursors WITH HOLD, advisory locks and LISTEN, and the next result says so. Settings made by SET, and SET ROLE, are put back. Browsing the sidebar clears nothing away.',
  'Cancel restarts':
    'A running statement can only be stopped by restarting PGlite. That takes less than a second and keeps what was committed; the open transaction and temporary objects are lost. statement_timeout, lock_timeout and pg_cancel_backend have no effect.',
  'No extensions': 'Only plpgsql is there. CREATE EXTENSION for any other name fails.',
  'One database':
    'CREATE DATABASE works, but nobody can connect to the new database. Roles exist for GRANT and SET ROLE, not for logging in.',
  'No parallel workers, other timings':
    'Plans have no parallel workers, and WebAssembly is slower than a server. Compare plans by rows and buffers, not by milliseconds. Autovacuum does not run: use VACUUM and ANALYZE yourself.',
  'No files and programs of this machine':
    'COPY FROM STDIN takes no data, COPY … PROGRAM makes the sandbox restart, and server files mean files inside the sandbox. Replication, dblink, foreign servers and background jobs do not run.',
  'Not durable like a server':
    'The files survive a crash of the sandbox, but they are written without fsync, so a power failure can damage them. Keep nothing here that you cannot load again.',
};

/** What explains an error that PostgreSQL reports because of one of the limits; undefined for any other error. */
export function sandboxHint(code: string, message: string): string | undefined {
  const rule = hintRules.find((each) => each.code === code && each.message.test(message));
  return rule && `A limit of the sandbox: ${sandboxLimits[rule.limit]}`;
}

const hintRules: readonly {
  readonly code: string;
  readonly message: RegExp;
  readonly limit: SandboxLimitTitle;
}[] = [
  { code: '0A000', message: /^extension .* is not available/, limit: 'No extensions' },
  { code: '57014', message: /^COPY from stdin failed/, limit: 'No files and programs of this machine' },
  { code: '58P01', message: /^could not open file/, limit: 'No files and programs of this machine' },
];
