import type { TargetSession } from '../../core/connections/hostList';
import type { Backend } from './backend';
import { fetchRows } from './fetchRows';

/** The server answers, but it is not the one that is wanted. */
export class UnwantedServerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnwantedServerError';
  }
}

/**
 * Refuses a server that is not what `target_session_attrs` asks for.
 * @throws UnwantedServerError that says what the server is; ServerError, ConnectionLostError
 */
export async function checkSessionTarget(
  backend: Backend,
  wanted: Exclude<TargetSession, 'prefer-standby'>,
): Promise<void> {
  if (wanted === 'any') {
    return;
  }
  const [row] = await fetchRows(
    backend,
    "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only')",
  );
  const inRecovery = row?.[0] === 't';
  const readOnly = row?.[1] === 'on';
  const is = inRecovery
    ? 'It is a read replica'
    : readOnly
      ? 'Its sessions are read-only'
      : 'It takes writes';
  const holds = {
    'read-write': !readOnly,
    'read-only': readOnly,
    primary: !inRecovery,
    standby: inRecovery,
  }[wanted];
  if (!holds) {
    throw new UnwantedServerError(wanted === 'standby' ? 'It is a primary' : is);
  }
}
