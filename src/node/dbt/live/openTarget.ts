import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import type { LineFacts } from '../../../core/dbt/live/readTargetCatalog';
import { type DbtTarget, targetText } from '../../../core/dbt/profiles/target';
import type { Database } from '../../../core/ports';
import type { PasswordProvider } from '../../../core/connections/passwordProvider';
import { Connector, type ConnectorOptions } from '../../pg/connector';
import type { OpenBackend } from '../../pg/openBackend';
import { PgDatabase } from '../../pg/pgDatabase';
import { probeOptions } from './probeOptions';

/** A target that was logged in to. */
export interface OpenTarget {
  readonly database: Database;
  readonly line: LineFacts;
  close(): Promise<void>;
}

/**
 * Logs in to a target once, as its login: the role of the profile is looked at and never taken, so nothing is set that
 * could reach other clients of a pooler.
 * @throws ConnectError, CancelledError, ConnectionLostError
 */
export async function openTarget(
  target: DbtTarget,
  profile: ConnectionProfile,
  passwords: PasswordProvider,
  { signal, ...options }: ConnectorOptions & { readonly signal: AbortSignal },
): Promise<OpenTarget> {
  const connector = new Connector({ ...profile, role: undefined, searchPath: undefined }, passwords, options);
  try {
    const first = await connector.openBackend(signal);
    const line = await lookAtLine(first, target, profile, signal).catch(async (error: unknown) => {
      await first.backend.close();
      throw error;
    });
    const lines = [first];
    // The catalog is read on the line that is open already; another one is opened only when that breaks.
    const database = await PgDatabase.open(
      (each) => {
        const open = lines.pop();
        return open ? Promise.resolve(open) : connector.openBackend(each);
      },
      connector.deadlines,
      signal,
    );
    return {
      database,
      line,
      close: async () => {
        await database.close();
        await connector.close();
      },
    };
  } catch (error) {
    await connector.close();
    throw error;
  }
}

async function lookAtLine(
  open: OpenBackend,
  target: DbtTarget,
  profile: ConnectionProfile,
  signal: AbortSignal,
): Promise<LineFacts> {
  const { backend, identity, server } = open;
  const { key } = backend;
  // A pooler gives itself away by a key that names no process of the server.
  const pooled = key !== undefined && String(key.processId) !== identity.processId;
  const pooler = server.transactionPooled ? 'transaction' : pooled ? 'session' : 'none';
  const path = targetText(target, 'search_path') ?? '';
  const refusesOptions =
    pooler === 'none' || path === '' ? undefined : await probeOptions(open, profile, path, signal);
  return { pooler, refusesOptions };
}
