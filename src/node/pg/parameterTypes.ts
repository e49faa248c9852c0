import { serialize } from 'pg-protocol';
import { Deferred } from '../../base/deferred';
import { ServerError } from '../../core/sql/serverError';
import type { Backend } from './backend';
import { decodeParameterDescription, decodeServerMessage, messageType } from './wire/backendMessages';

/**
 * Asks for the types of a statement's parameters, by oid: Parse and Describe, and nothing is executed.
 * @throws ServerError, ConnectionLostError
 */
export async function askParameterTypes(backend: Backend, text: string): Promise<readonly number[]> {
  const answered = new Deferred<void>();
  let oids: readonly number[] = [];
  let failure: Error | undefined;
  backend.begin(
    {
      sendsStatement: false,
      message: (type, body) => {
        if (type === messageType.parameterDescription) {
          oids = decodeParameterDescription(body);
        } else if (type === messageType.error) {
          failure ??= new ServerError(decodeServerMessage(body));
        }
      },
      oversized: () => undefined,
      notice: () => undefined,
      ready: () => answered.resolve(),
      lost: (error) => answered.reject(error),
    },
    serialize.parse({ text }),
    serialize.describe({ type: 'S' }),
    serialize.sync(),
  );
  await answered.promise;
  if (failure) {
    throw failure;
  }
  return oids;
}
