/** What a pooler says in words that only its administrator knows. */
export type PoolerTrouble = 'poolerFull' | 'poolerBusy' | 'poolerServer';

/**
 * What PgBouncer means by an error. It has codes of its own for nothing, so its words decide; they are never translated.
 * Source: PgBouncer 1.18 and 1.25, src/client.c, src/objects.c, src/janitor.c.
 */
export function poolerTrouble(message: string): PoolerTrouble | undefined {
  if (
    /no more connections allowed|max_client_conn|max_db_client_connections|max_user_client_connections/.test(
      message,
    )
  ) {
    return 'poolerFull';
  }
  if (/query_wait_timeout/.test(message)) {
    return 'poolerBusy';
  }
  if (
    /server login (?:failed|has been failing)|server_login_retry|cannot connect to server|server conn(?:ection)? crashed|pgbouncer cannot connect|connect failed/.test(
      message,
    )
  ) {
    return 'poolerServer';
  }
  return undefined;
}

/** Whether the pooler itself rejected the login, for which it has no code. */
export function isPoolerLoginFailure(message: string): boolean {
  return /^(?:SASL authentication failed|password authentication failed|auth failed|no such user\b.*)$/.test(
    message,
  );
}

/** The same as the end of a sentence, for a line that breaks off. */
export function poolerReason(message: string): string | undefined {
  const trouble = poolerTrouble(message);
  return trouble && `${reasons[trouble]} (${message})`;
}

const reasons: Readonly<Record<PoolerTrouble, string>> = {
  poolerFull: 'the pooler takes no more clients',
  poolerBusy: 'the pooler had no server connection free in time',
  poolerServer: 'the pooler cannot reach its server',
};
