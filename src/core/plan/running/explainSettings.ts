import { isRecord } from '../../../base/validate';
import { type ExplainChoice, readChoice, recommendedChoice } from './explainChoice';

/** How a statement is explained: the options of EXPLAIN, and what is done around it. */
export interface ExplainSettings {
  readonly choice: ExplainChoice;
  /** `statement_timeout` of each execution, in milliseconds; undefined leaves the session's own. */
  readonly timeoutMs: number | undefined;
  /** Run as this role; undefined runs as the session does. */
  readonly role: string | undefined;
  /** How many times an ANALYZE is executed; the plan of the median run is shown. */
  readonly repeat: number;
}

/** More runs than these tell nothing new. */
export const mostRepeats = 100;

export function recommendedSettings(analyze: boolean): ExplainSettings {
  return { choice: recommendedChoice(analyze), timeoutMs: undefined, role: undefined, repeat: 1 };
}

/** Reads what was stored. The role is not among it: acting as somebody else is chosen each time. */
export function readSettings(stored: unknown): ExplainSettings {
  if (!isRecord(stored)) {
    return recommendedSettings(true);
  }
  const { choice, timeoutMs, repeat } = stored;
  return {
    choice: readChoice(isRecord(choice) ? choice : {}),
    timeoutMs: isWhole(timeoutMs) && timeoutMs > 0 ? timeoutMs : undefined,
    role: undefined,
    repeat: isWhole(repeat) ? Math.min(mostRepeats, Math.max(1, repeat)) : 1,
  };
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
