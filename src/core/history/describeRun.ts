import { redactSecrets } from '../connections/redact';
import type { RunEnd } from '../query/runStatements';
import type { StatementRecord } from '../query/runStore';
import type { HistoryEntry, Outcome } from './historyEntry';
import { redactSql } from './redactSql';

/** Of a longer text the beginning is kept, in UTF-16 units. */
export const keptText = 256 * 1024;

/** An error's message is kept up to so many UTF-16 units. */
const keptMessage = 4000;

/** The part of an entry that the run itself tells. */
export type RunFacts = Pick<
  HistoryEntry,
  'text' | 'isAltered' | 'statements' | 'elapsedMs' | 'rows' | 'outcome' | 'code' | 'message'
>;

/** What the history keeps of the statements of a run, and of how it ended. */
export function describeRun(records: readonly StatementRecord[], end: RunEnd): RunFacts {
  const written = joined(records);
  const { text, secrets } = redactSql(written.slice(0, keptText));
  const error = end.kind === 'failed' || end.kind === 'lost' ? end.error : undefined;
  return {
    text,
    isAltered: text !== written,
    statements: records.length,
    elapsedMs: Math.round(records.reduce((sum, { elapsedMs }) => sum + (elapsedMs ?? 0), 0)),
    rows: rowsOf(records),
    outcome: outcomeOf(end),
    code: error?.server?.code,
    message: error && redactSecrets(error.message, secrets).slice(0, keptMessage),
  };
}

function joined(records: readonly StatementRecord[]): string {
  const [only, ...others] = records;
  if (only && others.length === 0) {
    return only.planned.text;
  }
  let text = '';
  for (const { planned } of records) {
    text += `${text === '' ? '' : '\n\n'}${planned.text}${planned.isMetaCommand ? '' : ';'}`;
    if (text.length > keptText) {
      break;
    }
  }
  return text;
}

function rowsOf(records: readonly StatementRecord[]): number | undefined {
  const returned = records.filter(({ rows }) => rows !== undefined);
  if (returned.length > 0) {
    return returned.reduce((sum, { rows }) => sum + (rows?.count ?? 0), 0);
  }
  const tags = records.flatMap(({ commandTag }) => commandTag ?? []);
  const count = /^(?:INSERT \d+|UPDATE|DELETE|MERGE|COPY) (\d+)$/.exec(tags.at(-1) ?? '')?.[1];
  return count === undefined ? undefined : Number(count);
}

function outcomeOf(end: RunEnd): Outcome {
  return end.kind === 'completed' ? 'done' : end.kind;
}
