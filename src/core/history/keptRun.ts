import { isCount, isOneOf, isRecord, isString } from '../../base/validate';
import { redactSecrets } from '../connections/redact';
import type { RunLimits, RunStore, StatementRecord } from '../query/runStore';
import type { ResultColumn } from '../query/session';
import type { StoredRows } from '../query/storedRows';
import type { ServerMessage } from '../sql/serverError';
import { redactSql } from './redactSql';

/** What is kept of a run beside its rows, so that its result can be shown again. */
export interface KeptRun {
  readonly readOnly: boolean;
  readonly limits: RunLimits;
  readonly statements: readonly KeptStatement[];
}

export interface KeptStatement {
  /** Without secrets. */
  readonly text: string;
  readonly state: 'done' | 'failed' | 'cancelled' | 'skipped';
  readonly columns: readonly ResultColumn[] | undefined;
  readonly rowCount: number;
  readonly complete: boolean;
  readonly commandTag: string | undefined;
  readonly elapsedMs: number;
  readonly notices: readonly string[];
  readonly error: string | undefined;
}

/** So many notices of a statement are kept. */
const keptNotices = 100;

/** What can be kept of a run that is over. */
export function keptRun(records: readonly StatementRecord[], limits: RunLimits, readOnly: boolean): KeptRun {
  const texts = records.map(({ planned }) => redactSql(planned.text));
  const secrets = texts.flatMap((each) => each.secrets);
  const statements = records.map((record, index) => ({
    ...keptStatement(record, secrets),
    text: texts[index]?.text ?? '',
  }));
  return { readOnly, limits, statements };
}

function keptStatement(record: StatementRecord, secrets: readonly string[]): Omit<KeptStatement, 'text'> {
  const { state, columns, rows, complete, commandTag, elapsedMs, notices, error } = record;
  return {
    state: isOneOf(endStates, state) ? state : state === 'held' || state === 'running' ? 'done' : 'skipped',
    columns,
    rowCount: rows?.count ?? 0,
    complete,
    commandTag,
    elapsedMs: elapsedMs ?? 0,
    notices: notices.slice(0, keptNotices).map(({ message }) => redactSecrets(message, secrets)),
    error: error && redactSecrets(error.message, secrets),
  };
}

const endStates = ['done', 'failed', 'cancelled', 'skipped'] as const;

/** Reads what `keptRun` made, from JSON; undefined when it is something else. */
export function readKeptRun(json: string): KeptRun | undefined {
  const value = parsed(json);
  if (!isRecord(value) || !Array.isArray(value['statements']) || !isRecord(value['limits'])) {
    return undefined;
  }
  const { rowCap, byteCap } = value['limits'];
  return {
    readOnly: value['readOnly'] === true,
    limits: { rowCap: isCount(rowCap) ? rowCap : 0, byteCap: isCount(byteCap) ? byteCap : 0 },
    statements: value['statements'].filter(isRecord).map((statement) => ({
      text: isString(statement['text']) ? statement['text'] : '',
      state: isOneOf(endStates, statement['state']) ? statement['state'] : 'skipped',
      columns: Array.isArray(statement['columns'])
        ? statement['columns'].filter(isRecord).map(readColumn)
        : undefined,
      rowCount: isCount(statement['rowCount']) ? statement['rowCount'] : 0,
      complete: statement['complete'] !== false,
      commandTag: isString(statement['commandTag']) ? statement['commandTag'] : undefined,
      elapsedMs: typeof statement['elapsedMs'] === 'number' ? statement['elapsedMs'] : 0,
      notices: Array.isArray(statement['notices']) ? statement['notices'].filter(isString) : [],
      error: isString(statement['error']) ? statement['error'] : undefined,
    })),
  };
}

/**
 * Fills a store with what was kept, as if the statements ran again. `readRows` copies the rows of a statement.
 * @throws as `readRows`
 */
export async function restoreRun(
  { statements }: KeptRun,
  store: RunStore,
  readRows: (statement: number, into: StoredRows) => Promise<void>,
): Promise<void> {
  for (const [index, kept] of statements.entries()) {
    if (kept.state === 'skipped') {
      continue;
    }
    const sink = store.start(index);
    if (kept.columns) {
      sink.columns(kept.columns);
      const rows = store.statement(index)?.rows;
      if (rows) {
        await readRows(index, rows);
      }
    }
    kept.notices.forEach((message) => sink.notice(noticeOf(message)));
    if (kept.state === 'failed') {
      const message = kept.error ?? '';
      store.fail(index, { message, server: undefined, place: undefined }, kept.elapsedMs);
    } else if (kept.state === 'cancelled') {
      store.cancel(index, kept.elapsedMs);
    } else {
      const { commandTag, rowCount, complete, elapsedMs } = kept;
      store.succeed(index, { commandTag, rowCount, complete, elapsedMs });
    }
  }
  store.finish();
}

function readColumn(column: Record<string, unknown>): ResultColumn {
  const count = (key: string): number => (typeof column[key] === 'number' ? column[key] : 0);
  return {
    name: isString(column['name']) ? column['name'] : '',
    typeOid: count('typeOid'),
    typeModifier: count('typeModifier'),
    typeName: isString(column['typeName']) ? column['typeName'] : '',
    tableOid: count('tableOid'),
    attributeNumber: count('attributeNumber'),
  };
}

function noticeOf(message: string): ServerMessage {
  const nothing = undefined;
  return {
    ...{ severity: 'NOTICE', code: '00000', message, detail: nothing, hint: nothing, position: nothing },
    ...{ internalPosition: nothing, internalQuery: nothing, where: nothing, schema: nothing, table: nothing },
    ...{ column: nothing, dataType: nothing, constraint: nothing },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
