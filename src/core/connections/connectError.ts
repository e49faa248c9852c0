import { UserError } from '../../base/userError';
import type { ServerMessage } from '../sql/serverError';
import type { ConnectFailure, ConnectFailureKind } from './connectFailure';

/** Connecting failed. The message is the whole explanation. */
export class ConnectError extends UserError {
  /** The server's own words, when it was the server that refused. */
  readonly server: ServerMessage | undefined;

  constructor(
    readonly failure: ConnectFailure,
    options: { readonly cause?: unknown; readonly server?: ServerMessage | undefined } = {},
  ) {
    super(`${failure.happened} ${failure.next}`, { cause: options.cause });
    this.name = 'ConnectError';
    this.server = options.server;
  }

  get kind(): ConnectFailureKind {
    return this.failure.kind;
  }
}
