import type { ParseNode } from '../sql/parseTree';
import { listField, nameParts, textField, untag } from '../sql/parseTree';
import { isSafeSetting } from './safeSettings';

/**
 * Why a call is refused on a read-only connection although it stands in a SELECT: its name tells that it acts outside the
 * transaction, where ROLLBACK undoes nothing. This is help, not a fence: a function of the user's own, or one behind a
 * view, an operator or a policy, can do the same and does not tell. Only a role without rights stops those.
 */
export function outsideEffect(call: ParseNode): string | undefined {
  const parts = nameParts(call.funcname);
  const name = parts.at(-1) ?? '';
  const schema = parts.length > 1 ? (parts[0] ?? '') : '';
  if (name === 'set_config') {
    return setConfigEffect(call);
  }
  if (actingSchemas.has(schema)) {
    return `${schema}.${name}() belongs to an extension that acts outside this transaction.`;
  }
  const group = groups.find(
    ({ names, prefixes }) => names.has(name) || prefixes.some((p) => name.startsWith(p)),
  );
  return group && !harmless.has(name) ? `${name}() ${group.effect}` : undefined;
}

function setConfigEffect(call: ParseNode): string | undefined {
  const [setting] = listField(call, 'args');
  const constant = untag(setting);
  const value = constant?.tag === 'A_Const' ? constant.node.sval : undefined;
  const name = typeof value === 'object' && value !== null ? textField(value as ParseNode, 'sval') : '';
  if (isSafeSetting(name)) {
    return undefined;
  }
  return name === ''
    ? 'set_config() may change any setting here, because its first argument is not a plain text.'
    : `set_config() would change ${name}, which a read-only connection does not allow.`;
}

interface Group {
  readonly effect: string;
  readonly names: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

/** Source: PostgreSQL manual, "System Administration Functions", and the manuals of the extensions. */
const groups: readonly Group[] = [
  {
    effect: 'acts through another connection, which this transaction does not undo.',
    names: new Set(['http', 'http_post', 'http_put', 'http_patch', 'http_delete', 'dblink']),
    prefixes: ['dblink_', 'postgres_fdw_disconnect'],
  },
  {
    effect: 'acts on other sessions.',
    names: new Set([
      'pg_terminate_backend',
      'pg_cancel_backend',
      'pg_notify',
      'pg_log_backend_memory_contexts',
    ]),
    prefixes: [],
  },
  {
    effect: 'takes or releases a lock that outlives the transaction or keeps others waiting.',
    names: new Set(),
    prefixes: ['pg_advisory_', 'pg_try_advisory_'],
  },
  {
    effect: 'writes large objects.',
    names: new Set(['lowrite']),
    prefixes: ['lo_'],
  },
  {
    effect: 'writes files on the server.',
    names: new Set(['pg_rotate_logfile', 'pg_rotate_logfile_old']),
    prefixes: ['pg_file_', 'autoprewarm_'],
  },
  {
    effect:
      'acts on the whole server: its write-ahead log, replication, configuration, statistics or maintenance.',
    names: new Set([
      ...[
        'pg_switch_wal',
        'pg_create_restore_point',
        'pg_reload_conf',
        'pg_promote',
        'pg_logical_emit_message',
      ],
      ...['pg_backup_start', 'pg_backup_stop', 'pg_start_backup', 'pg_stop_backup', 'pg_wal_replay_pause'],
      ...['pg_wal_replay_resume', 'pg_sync_replication_slots', 'gin_clean_pending_list', 'pg_nextoid'],
      ...['pg_import_system_collations', 'pg_stat_statements_reset'],
    ]),
    prefixes: [
      ...[
        'pg_create_physical_',
        'pg_create_logical_',
        'pg_copy_physical_',
        'pg_copy_logical_',
        'pg_drop_repl',
      ],
      ...['pg_replication_slot_advance', 'pg_replication_origin_', 'pg_logical_slot_', 'pg_stat_reset'],
      ...['brin_summarize_', 'brin_desummarize_', 'pg_restore_', 'pg_clear_', 'binary_upgrade_'],
    ],
  },
];

/** They begin like the others and only read. */
const harmless: ReadonlySet<string> = new Set([
  ...['lo_get', 'pg_replication_origin_oid', 'pg_replication_origin_progress'],
  ...['pg_replication_origin_session_is_setup', 'pg_replication_origin_session_progress', 'dblink_get_pkey'],
]);

const actingSchemas: ReadonlySet<string> = new Set(['cron', 'net', 'aws_s3', 'aws_lambda']);
