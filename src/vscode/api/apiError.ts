import { isCancellation } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { RunEnd } from '../../core/query/runStatements';
import { ConnectionLostError, ServerError, type ServerMessage } from '../../core/sql/serverError';
import type { LakehouseError } from './lakehouseApi';

/** What other extensions get when something fails. */
export class ApiError extends Error implements LakehouseError {
  override readonly name = 'LakehouseError';
  readonly server: LakehouseError['server'];

  constructor(
    readonly code: LakehouseError['code'],
    message: string,
    server?: ServerMessage,
  ) {
    super(message);
    this.server = server && {
      code: server.code,
      message: server.message,
      detail: server.detail,
      hint: server.hint,
      position: server.position,
    };
  }
}

/** The error of a run that did not end well; undefined when it did. */
export function errorOfRun(end: RunEnd): ApiError | undefined {
  switch (end.kind) {
    case 'completed':
      return undefined;
    case 'cancelled':
      return new ApiError('cancelled', 'Cancelled.');
    case 'lost':
      return new ApiError('connectionLost', end.error.message);
    case 'failed': {
      const { message, server } = end.error;
      return new ApiError(server ? 'server' : 'refused', message, server);
    }
  }
}

/** What was thrown, as other extensions may see it. `otherwise` is what an error written for the user stands for. */
export function apiError(
  error: unknown,
  otherwise: LakehouseError['code'],
  describe: (error: unknown) => string,
): ApiError {
  if (error instanceof ApiError) {
    return error;
  }
  if (isCancellation(error)) {
    return new ApiError('cancelled', 'Cancelled.');
  }
  if (error instanceof ServerError) {
    return new ApiError('server', error.message, error.fields);
  }
  if (error instanceof ConnectionLostError) {
    return new ApiError('connectionLost', error.message);
  }
  return new ApiError(error instanceof UserError ? otherwise : 'internal', describe(error));
}
