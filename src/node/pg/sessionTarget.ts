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
  switch (wanted) {
    case 'read-write':
      return demand(!readOnly, is);
    case 'read-only':
      return demand(readOnly, is);
    case 'primary':
      return demand(!inRecovery, is);
    case 'standby':
      return demand(inRecovery, 'It is a primary');
  }
}

function demand(holds: boolean, otherwise: string): void {
  if (!holds) {
    throw new UnwantedServerError(otherwise);
  }
}
