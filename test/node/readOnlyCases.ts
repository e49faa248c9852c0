/**
 * What becomes of a statement:
 * - `refused`: our guard refuses it and nothing is sent;
 * - `stopped`: the server refuses it;
 * - `rolledBack`: it runs, and nothing of it is left;
 * - `leaks`: it runs and leaves something. On a read-only connection only a role without rights prevents that.
 */
export type Outcome = 'refused' | 'stopped' | 'rolledBack' | 'leaks';

export interface BypassCase {
  readonly name: string;
  readonly statement: string;
  /** Reads what the statement could change; compared before and after. */
  readonly state: string;
  /** Where `state` is read: on another connection, or in the session itself (role, loaded libraries). */
  readonly stateIn?: 'session';
  /** A leak shows a moment later: up to 14 a process of its own collects statistics. */
  readonly isLate?: boolean;
  readonly expected: ByVersion;
  /** What the READ ONLY transaction and its ROLLBACK alone would do: the reason for the guard. */
  readonly withoutGuard: ByVersion;
  /** Run as the administrator before, such as a write that the case needs. */
  readonly before?: string;
  /** Tidies up after a leak. */
  readonly after?: string;
  /** The last major that knows the function; later ones are asked only whether the guard refuses it. */
  readonly until?: number;
}

/** One outcome for all versions, or one up to 15 and one since 16. */
export type ByVersion = Outcome | { readonly to15: Outcome; readonly from16: Outcome };

export function outcomeFor(expected: ByVersion, major: number): Outcome {
  return typeof expected === 'string' ? expected : major <= 15 ? expected.to15 : expected.from16;
}

/** Run once in the database of the cases. `%dblink%` stands for a connection string of the administrator. */
export const fixture = `
  create extension dblink;
  create table t (a int);
  insert into t select generate_series(1, 100);
  create index t_index on t (a);
  create table fresh as select 1 as a;
  create table outside (a int);
  create sequence s;
  create function opens_the_door() returns int language plpgsql as
    $$ begin reset transaction_read_only; delete from t; return 1; end $$;
  create function sets_the_door() returns int language plpgsql as
    $$ begin perform set_config('transaction_read_only', null, true); delete from t; return 1; end $$;
  create procedure commits() language plpgsql as $$ begin commit; delete from t; commit; end $$;
  create function says_immutable() returns bigint immutable language sql as $$ select nextval('s') $$;
  create function leaks() returns boolean language plpgsql volatile as
    $$ begin perform dblink_exec('%dblink%', 'insert into outside values (1)'); return true; end $$;
  create view leaking_view as select leaks();
  create function leaks_too(int, int) returns boolean language sql as $$ select leaks() $$;
  create operator === (leftarg = int, rightarg = int, function = leaks_too);
  create domain leaking_domain as int check (leaks());
  create table guarded as select 1 as a;
  create role reader login password 'reader';
  grant select on guarded, leaking_view to reader;
  alter table guarded enable row level security;
  create policy leaking on guarded to reader using (leaks());
  create role bystander;
`;

const rowsOfT = 'select count(*) from t';
const rowsOutside = 'select count(*) from outside';
const files = `select count(*) from pg_ls_dir('.') as file where file like 'leaked%'`;
const sequence = 'select last_value, is_called from s';
const advisoryLocks = `select count(*) from pg_locks where locktype = 'advisory'`;
const walFile = 'select pg_walfile_name(pg_current_wal_insert_lsn())';
const door: ByVersion = { to15: 'rolledBack', from16: 'stopped' };

export const bypasses: readonly BypassCase[] = [
  {
    name: 'several statements in one string',
    statement: 'select 1; commit; delete from t',
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  {
    name: 'DO that resets transaction_read_only',
    statement: 'do $$ begin reset transaction_read_only; delete from t; end $$',
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: door,
  },
  {
    name: 'a function that resets transaction_read_only',
    statement: 'select opens_the_door()',
    state: rowsOfT,
    expected: door,
    withoutGuard: door,
  },
  {
    name: 'a function that sets transaction_read_only to null',
    statement: 'select sets_the_door()',
    state: rowsOfT,
    expected: door,
    withoutGuard: door,
  },
  {
    name: 'set_config(transaction_read_only, null)',
    statement: `select set_config('transaction_read_only', null, true)`,
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: door,
  },
  {
    name: 'SET TRANSACTION READ WRITE',
    statement: 'set transaction read write',
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  {
    name: 'COMMIT inside DO',
    statement: 'do $$ begin commit; delete from t; end $$',
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  {
    name: 'COMMIT inside CALL',
    statement: 'call commits()',
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  {
    name: 'dblink_exec',
    statement: `select dblink_exec('%dblink%', 'insert into outside values (1)')`,
    state: rowsOutside,
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'COPY TO PROGRAM',
    statement: `copy t to program 'cat > leaked_program'`,
    state: files,
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'COPY TO a server file',
    statement: `copy t to '%data%/leaked_file'`,
    state: files,
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'pg_file_write',
    statement: `select pg_file_write('leaked_text', 'x', false)`,
    state: files,
    expected: 'refused',
    withoutGuard: 'leaks',
    before: 'create extension if not exists adminpack',
    until: 16,
  },
  {
    name: 'lo_create',
    statement: 'select lo_create(4711)',
    state: 'select count(*) from pg_largeobject_metadata',
    expected: 'refused',
    withoutGuard: door,
  },
  {
    name: 'pg_advisory_lock',
    statement: 'select pg_advisory_lock(1)',
    state: advisoryLocks,
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'an advisory lock hidden from the guard by standard_conforming_strings = off',
    statement: `select '\\'', pg_advisory_lock(1) --'`,
    state: advisoryLocks,
    expected: 'rolledBack',
    withoutGuard: 'leaks',
    before: 'alter role lakehouse_admin set standard_conforming_strings = off',
    after: 'alter role lakehouse_admin reset standard_conforming_strings',
  },
  {
    name: 'LOCK TABLE',
    statement: 'lock table t in access exclusive mode',
    state: `select count(*) from pg_locks where relation = 't'::regclass`,
    expected: 'refused',
    withoutGuard: 'rolledBack',
  },
  {
    name: 'pg_terminate_backend',
    statement: `select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'victim'`,
    state: `select count(*) from pg_stat_activity where application_name = 'victim'`,
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'a replication slot',
    statement: `select pg_create_physical_replication_slot('leaked')`,
    state: 'select count(*) from pg_replication_slots',
    expected: 'refused',
    withoutGuard: 'leaks',
    after: `select pg_drop_replication_slot('leaked')`,
  },
  {
    name: 'pg_switch_wal',
    statement: 'select pg_switch_wal()',
    state: walFile,
    expected: 'refused',
    withoutGuard: 'leaks',
    before: 'insert into outside values (0)',
  },
  {
    name: 'pg_logical_emit_message',
    // More than one segment of write-ahead log.
    statement: `select pg_logical_emit_message(false, 'x', repeat('x', 5000000))`,
    state: walFile,
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'resetting statistics',
    statement: `select pg_stat_reset_shared('bgwriter')`,
    state: 'select stats_reset from pg_stat_bgwriter',
    isLate: true,
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'CHECKPOINT',
    statement: 'checkpoint',
    state: 'select checkpoint_lsn from pg_control_checkpoint()',
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'LOAD',
    statement: `load 'auto_explain'`,
    state: `select count(*) from pg_settings where name like 'auto_explain.%'`,
    stateIn: 'session',
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'REINDEX',
    statement: 'reindex table t',
    state: `select pg_relation_filenode('t_index')`,
    expected: 'refused',
    withoutGuard: 'rolledBack',
  },
  {
    name: 'CLUSTER',
    statement: 'cluster t using t_index',
    state: `select pg_relation_filenode('t')`,
    expected: 'refused',
    withoutGuard: 'rolledBack',
  },
  {
    name: 'ANALYZE',
    statement: 'analyze fresh',
    state: `select reltuples from pg_class where oid = 'fresh'::regclass`,
    expected: 'refused',
    withoutGuard: 'leaks',
  },
  {
    name: 'NOTIFY',
    statement: `notify leaked, 'x'`,
    state: 'notifications',
    expected: 'refused',
    withoutGuard: 'rolledBack',
  },
  {
    name: 'SET ROLE',
    statement: 'set role bystander',
    state: 'select current_user',
    stateIn: 'session',
    expected: 'refused',
    withoutGuard: 'rolledBack',
  },
  {
    name: 'SET SESSION AUTHORIZATION',
    statement: 'set session authorization bystander',
    state: 'select session_user',
    stateIn: 'session',
    expected: 'refused',
    withoutGuard: 'rolledBack',
  },
  {
    name: 'PREPARE TRANSACTION',
    statement: `prepare transaction 'leaked'`,
    state: 'select count(*) from pg_prepared_xacts',
    expected: 'refused',
    withoutGuard: 'leaks',
    after: `rollback prepared 'leaked'`,
  },
  {
    name: 'nextval',
    statement: `select nextval('s')`,
    state: sequence,
    expected: 'stopped',
    withoutGuard: 'stopped',
  },
  {
    name: 'setval',
    statement: `select setval('s', 99)`,
    state: sequence,
    expected: 'stopped',
    withoutGuard: 'stopped',
  },
  {
    name: 'nextval of an "immutable" function while EXPLAIN plans',
    statement: 'explain select says_immutable()',
    state: sequence,
    expected: 'stopped',
    withoutGuard: 'stopped',
  },
  {
    name: 'COPY FROM',
    statement: 'copy t from stdin',
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  {
    name: 'CREATE TEMPORARY TABLE',
    statement: 'create temporary table leaked_temporary (a int)',
    state: `select count(*) from pg_class where relname = 'leaked_temporary'`,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  {
    name: 'SELECT FOR UPDATE',
    statement: 'select * from t for update',
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  {
    name: 'DELETE in a WITH query',
    statement: 'with gone as (delete from t returning a) select * from gone',
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  {
    name: 'EXPLAIN ANALYZE of a DELETE',
    statement: 'explain analyze delete from t',
    state: rowsOfT,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  {
    name: 'ALTER SYSTEM',
    statement: `alter system set work_mem = '5MB'`,
    state: `select count(*) from pg_file_settings where name = 'work_mem'`,
    expected: 'refused',
    withoutGuard: 'stopped',
  },
  { name: 'VACUUM', statement: 'vacuum t', state: rowsOfT, expected: 'refused', withoutGuard: 'stopped' },
];

/** Functions with outside effects: nothing in their text tells. Each is also tried as a role without rights. */
export const onlyARoleStops: readonly { readonly name: string; readonly statement: string }[] = [
  { name: 'a function', statement: 'select leaks()' },
  { name: 'a function behind a view', statement: 'select * from leaking_view' },
  { name: 'a function behind an operator', statement: 'select 1 === 2' },
  { name: 'a function behind a domain', statement: 'select 1::leaking_domain' },
];

export const outsideState = rowsOutside;
