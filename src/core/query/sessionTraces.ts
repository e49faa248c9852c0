import { isComment, tokenize } from '../sql/lexer';

/**
 * Whether a statement can leave something in its session that a new session would not have: settings, temporary
 * tables, prepared statements, cursors, locks, roles, a transaction. When in doubt it answers yes.
 */
export function mayLeaveTraces(sql: string): boolean {
  const words = wordsOf(sql);
  const first = words[0] ?? '';
  if (!tracelessCommands.has(first)) {
    return true;
  }
  return words.some((word) => tracingWords.has(word) || word.startsWith('pg_advisory'));
}

/** Whether a statement can change `current_user`, so that the role shown must be asked for again. */
export function mayChangeRole(sql: string): boolean {
  const words = wordsOf(sql);
  const first = words[0] ?? '';
  return roleCommands.has(first) || words.some((word) => word === 'role' || word === 'set_config');
}

function wordsOf(sql: string): readonly string[] {
  return tokenize(sql)
    .filter((token) => !isComment(token) && (token.kind === 'word' || token.kind === 'quotedIdentifier'))
    .map((token) => sql.slice(token.start, token.end).replaceAll('"', '').toLowerCase());
}

/** Commands that leave nothing behind unless one of the tracing words stands in them. */
const tracelessCommands: ReadonlySet<string> = new Set([
  'select',
  'values',
  'table',
  'with',
  'insert',
  'update',
  'delete',
  'merge',
  'truncate',
  'explain',
  'show',
  'analyze',
  'vacuum',
  'create',
  'drop',
  'alter',
  'grant',
  'revoke',
  'comment',
  'refresh',
  'reindex',
  'notify',
  'checkpoint',
]);

const tracingWords: ReadonlySet<string> = new Set(['temp', 'temporary', 'pg_temp', 'set_config', 'setseed']);

/** The end of a transaction undoes a SET LOCAL ROLE, and a SET ROLE when it fails. */
const roleCommands: ReadonlySet<string> = new Set([
  'set',
  'reset',
  'discard',
  'commit',
  'end',
  'rollback',
  'abort',
  'do',
  'call',
]);
