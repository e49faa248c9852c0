/** Why a statement, or a part of it, with this parse node does not run on a read-only connection: one sentence. */
export function refusalReason(tag: string): string {
  return reasons.get(tag) ?? 'It is not one of the statements that are known to only read.';
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['InsertStmt', 'INSERT changes data.'],
  ['UpdateStmt', 'UPDATE changes data.'],
  ['DeleteStmt', 'DELETE changes data.'],
  ['MergeStmt', 'MERGE changes data.'],
  ['TruncateStmt', 'TRUNCATE changes data.'],
  ['IntoClause', 'SELECT … INTO creates a table.'],
  ['CreateTableAsStmt', 'CREATE TABLE AS creates a table.'],
  ['RefreshMatViewStmt', 'REFRESH MATERIALIZED VIEW changes data.'],
  ['LockingClause', 'FOR UPDATE and FOR SHARE lock rows, which writes.'],
  ['LockStmt', 'LOCK keeps other sessions waiting.'],
  ['DoStmt', 'DO runs a block of code, and what it does cannot be seen.'],
  ['CallStmt', 'CALL runs a procedure, and what it does cannot be seen.'],
  [
    'PrepareStmt',
    'What a prepared statement does is not checked when it is executed. Run the statement itself.',
  ],
  ['ExecuteStmt', 'What EXECUTE runs cannot be seen from its text. Run the statement itself.'],
  ['DeallocateStmt', 'PREPARE, EXECUTE and DEALLOCATE are not used here. Run the statement itself.'],
  [
    'TransactionStmt',
    'Every statement runs in a read-only transaction of its own that is rolled back at its end, so transactions are not opened, changed or ended by hand. Leave this statement out.',
  ],
  ['NotifyStmt', 'NOTIFY sends a message to other sessions.'],
  ['ListenStmt', 'LISTEN registers the session on the server.'],
  ['UnlistenStmt', 'UNLISTEN changes what the session is registered for.'],
  ['DiscardStmt', 'DISCARD would also reset what keeps this session read-only.'],
  ['VacuumStmt', 'VACUUM and ANALYZE are maintenance that writes.'],
  ['ClusterStmt', 'CLUSTER is maintenance that rewrites a table.'],
  ['ReindexStmt', 'REINDEX is maintenance that rewrites indexes.'],
  ['CheckPointStmt', 'CHECKPOINT makes the server write.'],
  ['LoadStmt', 'LOAD brings code into the server.'],
  ['AlterSystemStmt', 'ALTER SYSTEM changes the configuration of the server.'],
  ['ConstraintsSetStmt', 'SET CONSTRAINTS has no meaning where nothing is written.'],
]);
