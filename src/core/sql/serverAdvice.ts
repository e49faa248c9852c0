import type { ServerMessage } from './serverError';

/** What is known of the server that reported an error. */
export interface ErrorSetting {
  readonly inRecovery: boolean;
}

/**
 * An error of the server with a hint of ours where the server's own words do not say what is going on. A hint of the
 * server stays.
 */
export function withAdvice(error: ServerMessage, setting: ErrorSetting): ServerMessage {
  const advice = adviceFor(error, setting);
  const hint = [error.hint, advice].filter((each) => each !== undefined).join(' ');
  return advice === undefined ? error : { ...error, hint };
}

/** Codes are from PostgreSQL's errcodes.txt; words only tell apart what shares a code. */
function adviceFor({ code, message }: ServerMessage, { inRecovery }: ErrorSetting): string | undefined {
  if (code === '25006' && inRecovery) {
    return 'This server is a read replica: it takes no writes. Run the statement on the primary.';
  }
  if (code === '55000' && inRecovery) {
    return 'This server is a read replica. Run the statement on the primary.';
  }
  if (code === '40001' && (inRecovery || /recovery/.test(message))) {
    return (
      'The read replica had to apply changes of the primary that remove what this statement was still reading. ' +
      'Run it again. For long statements use the primary, or have hot_standby_feedback turned on or max_standby_streaming_delay raised.'
    );
  }
  if (code === '08P01' && message.startsWith('bind message supplies')) {
    // `select $1` fails in words of the protocol, which nobody at an editor knows.
    return 'The statement contains a parameter such as $1. Write a value in its place.';
  }
  return undefined;
}
