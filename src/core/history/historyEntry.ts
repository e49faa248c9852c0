import { isCount, isOneOf, isRecord, isString } from '../../base/validate';

/** How a run ended. `lost`: the line broke, and whether the server carried the statement out is not known. */
export const outcomes = ['done', 'failed', 'cancelled', 'lost'] as const;
export type Outcome = (typeof outcomes)[number];

/** One run, as the history keeps it. */
export interface HistoryEntry {
  readonly id: string;
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** What was run, without secrets; several statements are separated by an empty line. */
  readonly text: string;
  /** Secrets were taken out, or the text was longer than is kept: it is not what was run. */
  readonly isAltered: boolean;
  /** How many statements there were. */
  readonly statements: number;
  readonly profileId: string;
  /** The name of the connection as it was. */
  readonly connection: string;
  readonly environment: string;
  readonly database: string;
  readonly role: string;
  /** Milliseconds of all its statements. */
  readonly elapsedMs: number;
  /** Rows that were returned, or else those that the last command wrote; undefined where neither makes sense. */
  readonly rows: number | undefined;
  readonly outcome: Outcome;
  /** The SQLSTATE of the error. */
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** The URI of the document; undefined for a run of another extension. */
  readonly document: string | undefined;
  /** The extension that asked for it, when it was not the user. */
  readonly extension: string | undefined;
  /** Present when the run is an EXPLAIN; `text` is then the statement that was explained. */
  readonly plan?: EntryPlan;
}

/** What is known of a plan without reading it. */
export interface EntryPlan {
  /** The statement was executed: EXPLAIN ANALYZE. */
  readonly analyzed: boolean;
  /** As `statementKey` makes it. */
  readonly statement: string;
}

/** An entry as one line of a file, without the line break. */
export function historyLine(entry: HistoryEntry): string {
  return JSON.stringify(entry);
}

/** Undefined for a line that is no entry: half written, blank, or of a version to come. */
export function readHistoryLine(line: string): HistoryEntry | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) {
    return undefined;
  }
  const value = parsed(line);
  if (!isRecord(value) || !isOneOf(outcomes, value['outcome']) || !isCount(value['startedAt'])) {
    return undefined;
  }
  const text = (key: string): string => (isString(value[key]) ? value[key] : '');
  const optional = (key: string): string | undefined => (isString(value[key]) ? value[key] : undefined);
  const count = (key: string): number | undefined => (isCount(value[key]) ? value[key] : undefined);
  const id = text('id');
  if (!/^[\w-]{1,64}$/.test(id)) {
    return undefined;
  }
  return {
    id,
    startedAt: value['startedAt'],
    text: text('text'),
    isAltered: value['isAltered'] === true,
    statements: count('statements') ?? 1,
    profileId: text('profileId'),
    connection: text('connection'),
    environment: text('environment'),
    database: text('database'),
    role: text('role'),
    elapsedMs: count('elapsedMs') ?? 0,
    rows: count('rows'),
    outcome: value['outcome'],
    code: optional('code'),
    message: optional('message'),
    document: optional('document'),
    extension: optional('extension'),
    ...readPlan(value['plan']),
  };
}

function readPlan(plan: unknown): Pick<HistoryEntry, 'plan'> {
  return isRecord(plan) && isString(plan['statement'])
    ? { plan: { analyzed: plan['analyzed'] === true, statement: plan['statement'] } }
    : {};
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
