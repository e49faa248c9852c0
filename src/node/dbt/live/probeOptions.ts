import { serialize } from 'pg-protocol';
import { Deferred } from '../../../base/deferred';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import { untilAborted } from '../../pg/connectDeadline';
import type { OpenBackend } from '../../pg/openBackend';
import { openLine } from '../../pg/openLine';
import { decodeServerMessage, messageType } from '../../pg/wire/backendMessages';
import { Wire } from '../../pg/wire/wire';

/**
 * Asks whether what answered takes the search path as dbt sends it: in the startup parameter `options`, which PgBouncer
 * refuses before it asks who we are. Nothing secret is sent, and the line ends before any login. Answers with the words
 * of the refusal, and undefined when there is none.
 */
export async function probeOptions(
  { plan, endpoint, tls }: OpenBackend,
  { user, database, applicationName }: ConnectionProfile,
  searchPath: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { socket } = await openLine(endpoint, plan, tls.kind === 'tls' ? 'tls' : 'plain', signal);
  const answer = new Deferred<string | undefined>();
  const wire = new Wire(socket, {
    message: (type, body) => {
      if (type === messageType.error) {
        answer.resolve(decodeServerMessage(body).message);
      } else if (type === messageType.authentication) {
        answer.resolve(undefined);
      }
    },
    oversized: () => undefined,
    closed: () => answer.resolve(undefined),
  });
  try {
    // As dbt-postgres writes it, in connections.py.
    const options = `-c search_path=${searchPath.replaceAll(' ', '\\ ')}`;
    wire.send(serialize.startup({ user, database, application_name: applicationName, options }));
    socket.resume();
    return await untilAborted(answer.promise, signal);
  } finally {
    wire.cut(new Error('The probe is done.'));
  }
}
