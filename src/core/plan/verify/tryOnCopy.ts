import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { Session } from '../../query/session';
import type { SqlParser } from '../../sql/parser';
import { quoteIdentifier } from '../../sql/quote';
import type { ExplainRequest } from '../explainRequest';
import { formatBytes, formatMs } from '../format';
import {
  analyzeStatement,
  copiedTable,
  type CopyPlan,
  extentWords,
  indexStatements,
  qualified,
  tableStatements,
} from './copyPlan';
import { readFromCopy } from './readFromCopy';
import { createScratchSchema, dropScratchSchema, removeLeftovers } from './scratchSchema';
import type { Trial, TrialProgress } from './trial';
import { relationWords } from './trialRelation';
import { explainForTrial, type TrialPlan } from './trialRuns';
import { send, takenBack } from './trialSession';
import { judgeTrial } from './trialVerdict';

export interface CopyTrial {
  readonly plan: CopyPlan;
  /** The CREATE INDEX on a table of another name, without CONCURRENTLY. */
  readonly indexSql: (table: ReturnType<typeof copiedTable>) => string;
  readonly request: ExplainRequest;
  /** What the statement took on the real table, in milliseconds. */
  readonly realMs: number | undefined;
  readonly parser: SqlParser;
  /** The session of the user, with the settings, the role and the search path to plan with. */
  readonly reader: Session;
  /** A session of our own, of the same login, that makes the copy; it is closed here. May be called twice. */
  readonly openBuilder: () => Promise<Session>;
  readonly progress: TrialProgress;
  /** Told a sentence when the copy could not be dropped. */
  readonly warn: (sentence: string) => void;
}

/** Milliseconds. No step may take longer, and none waits longer for somebody else's lock. */
const limits = { statement: 30 * 60_000, lock: 5_000 };

/**
 * Tries an index on a copy of the table in a scratch schema, which is dropped afterwards, also after a failure or a cancel.
 * The real table is only read.
 * @throws UserError when the statement does not read the copy, ServerError, CancelledError, ConnectionLostError
 */
export async function tryOnCopy(trial: CopyTrial, signal: CancelSignal): Promise<Trial> {
  const { plan, progress } = trial;
  const request = await requestOnCopy(trial);
  const builder = await trial.openBuilder();
  try {
    await prepareBuilder(builder);
    const { removed } = await removeLeftovers(builder);
    signal.throwIfAborted();
    await createScratchSchema(builder, plan.schema);
    await makeCopy(trial, builder, signal);
    await grantToReader(trial, builder);
    progress('The plan on the copy as it is…');
    const before = await explainOnCopy(trial, request, signal);
    refuseOtherWays(trial, before);
    const index = await makeIndex(trial, builder, signal);
    progress('The plan on the copy with the index…');
    const after = await explainOnCopy(trial, request, signal);
    const indexUsed = after.statement.nodes.some(({ indexName }) => indexName === index.name);
    return {
      method: 'copy',
      verdict: judgeTrial({
        method: 'copy',
        before: before.statement,
        after: after.statement,
        indexUsed,
      }),
      before: before.text,
      after: after.text,
      notes: notesOn(trial, { before, index, removed }),
    };
  } finally {
    progress('Dropping the copy…');
    await removeCopy(trial, builder);
  }
}

/** The statement as it is sent: whatever names the table with its schema names the copy. */
async function requestOnCopy({ plan, parser, request }: CopyTrial): Promise<ExplainRequest> {
  const { value, problems } = await parser.parse(request.statement);
  const [statement] = value ?? [];
  if (!statement) {
    throw new UserError(
      `The statement could not be read, so it cannot be pointed at a copy: ${problems[0]?.message ?? 'it is empty'}.`,
    );
  }
  return { ...request, statement: readFromCopy(request.statement, statement, plan.table, plan.schema) };
}

/** What a session of ours needs before it makes or drops copies. @throws as `Session.execute` */
export async function prepareBuilder(builder: Session): Promise<void> {
  const settings: readonly (readonly [string, string])[] = [
    // The user was asked: on a read-only connection, for this copy alone.
    ['default_transaction_read_only', 'off'],
    ['search_path', ''],
    ['lock_timeout', `${limits.lock}ms`],
    ['statement_timeout', `${limits.statement}ms`],
    // Rows are copied from the first block on, in their order, on which the planner's statistics depend.
    ['synchronize_seqscans', 'off'],
  ];
  for (const [name, value] of settings) {
    await send(builder, 'SELECT pg_catalog.set_config($1, $2, false)', { values: [name, value] });
  }
}

async function makeCopy(trial: CopyTrial, builder: Session, signal: CancelSignal): Promise<void> {
  const { plan, progress } = trial;
  progress(`Copying ${extentWords(plan)} of ${relationWords(plan.table)}…`);
  for (const text of tableStatements(plan, builder.server.version)) {
    await send(builder, text, { signal });
  }
  const indexes = indexStatements(plan);
  for (const [at, text] of indexes.entries()) {
    progress(`Building the indexes that the table has (${at + 1} of ${indexes.length})…`);
    await send(builder, text, { signal });
  }
  progress('Gathering statistics of the copy…');
  await send(builder, analyzeStatement(plan), { signal });
}

/** The user's session may have taken another role than the one that made the copy. */
async function grantToReader({ plan, reader }: CopyTrial, builder: Session): Promise<void> {
  const [readerRole] = (await send(reader, 'SELECT CURRENT_USER'))[0] ?? [];
  const [builderRole] = (await send(builder, 'SELECT CURRENT_USER'))[0] ?? [];
  if (typeof readerRole === 'string' && readerRole !== builderRole) {
    const role = quoteIdentifier(readerRole);
    await send(builder, `GRANT USAGE ON SCHEMA ${quoteIdentifier(plan.schema)} TO ${role}`);
    await send(builder, `GRANT SELECT, INSERT, UPDATE, DELETE ON ${qualified(copiedTable(plan))} TO ${role}`);
  }
}

async function explainOnCopy(
  { plan, reader }: CopyTrial,
  request: ExplainRequest,
  signal: CancelSignal,
): Promise<TrialPlan> {
  return takenBack(reader, request.readOnly, async () => {
    await send(
      reader,
      `SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', $1::pg_catalog.text,
                nullif(pg_catalog.current_setting('search_path'), '')), true)`,
      { values: [quoteIdentifier(plan.schema)], signal },
    );
    return explainForTrial(reader, request, signal);
  });
}

/** A view, a function or a policy names the real table by its identity, and no search path leads it elsewhere. */
function refuseOtherWays({ plan }: CopyTrial, { statement }: TrialPlan): void {
  const { table } = plan;
  const named = statement.nodes.filter(({ relation }) => relation === table.relation);
  const name = relationWords(table);
  if (named.some(({ schema }) => schema === table.schema)) {
    throw new UserError(
      `The statement reaches ${name} also through a view, a function or a partitioned table, where no copy can take its ` +
        'place. Try the query of the view itself.',
    );
  }
  if (!named.some(({ schema }) => schema === undefined || schema === plan.schema)) {
    throw new UserError(
      `The plan does not read the copy of ${name}, so nothing can be said about the index.`,
    );
  }
}

interface MadeIndex {
  readonly name: string | undefined;
  readonly bytes: number;
  readonly ms: number;
}

/** Names in the index's expressions are those of the user's search path. */
async function makeIndex(trial: CopyTrial, builder: Session, signal: CancelSignal): Promise<MadeIndex> {
  const { plan, reader, progress, parser } = trial;
  const text = trial.indexSql(copiedTable(plan));
  const parsed = (await parser.parse(text)).value ?? [];
  if (parsed.length !== 1 || parsed[0]?.tag !== 'IndexStmt') {
    throw new UserError('The proposed index could not be read as one CREATE INDEX, so it was not tried.');
  }
  progress('Building the proposed index…');
  const [path = null] = (await send(reader, `SELECT pg_catalog.current_setting('search_path')`))[0] ?? [];
  await send(builder, `SELECT pg_catalog.set_config('search_path', $1, false)`, { values: [path] });
  const started = await clock(builder);
  await send(builder, text, { signal });
  const ms = (await clock(builder)) - started;
  await send(builder, `SELECT pg_catalog.set_config('search_path', '', false)`);
  await send(builder, `ANALYZE ${qualified(copiedTable(plan))}`, { signal });
  const [row] = await send(
    builder,
    `SELECT i.relname, pg_catalog.pg_relation_size(i.oid)::pg_catalog.text
       FROM pg_catalog.pg_index AS x
       JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
       JOIN pg_catalog.pg_namespace AS n ON n.oid = i.relnamespace
      WHERE n.nspname = $1 ORDER BY i.oid DESC LIMIT 1`,
    { values: [plan.schema] },
  );
  return { name: row?.[0] ?? undefined, bytes: Number(row?.[1] ?? 0), ms };
}

/** The server's clock, in milliseconds. */
async function clock(session: Session): Promise<number> {
  const text = 'SELECT (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::pg_catalog.text';
  return Number((await send(session, text))[0]?.[0] ?? 0);
}

function notesOn(
  { plan, request, realMs }: CopyTrial,
  made: { readonly before: TrialPlan; readonly index: MadeIndex; readonly removed: readonly string[] },
): readonly string[] {
  const { before, index, removed } = made;
  const { facts, percent } = plan;
  const copyMs = before.statement.executionMs;
  const differs =
    percent === undefined &&
    realMs !== undefined &&
    copyMs !== undefined &&
    Math.abs(realMs - copyMs) > Math.max(5, realMs * 0.3);
  const notes = [
    `The copy held ${extentWords(plan)}, with the table's own indexes. It has been dropped.`,
    `The index takes ${formatBytes(index.bytes)} on the copy and was built in ${formatMs(index.ms)}.`,
    percent === undefined
      ? undefined
      : 'On a sample the planner may decide differently than on the whole table: take the figures as a direction.',
    differs
      ? `Without the index the statement took ${formatMs(copyMs)} on the copy and ${formatMs(realMs)} on the real table: ` +
        'the copy has fresh statistics, no dead rows, and lies in memory.'
      : undefined,
    facts.rowSecurity
      ? 'Row security hides rows from your role: the copy holds what you may see, and has no policies.'
      : undefined,
    facts.foreignKeys > 0
      ? 'The copy has no foreign keys, which can help the planner to estimate joins.'
      : undefined,
    request.executes && /^\s*(?:insert|update|delete|merge)\b/i.test(request.statement)
      ? 'The copy has no triggers, so their time is missing.'
      : undefined,
    removed.length === 0 ? undefined : `Left by a session that crashed, and removed: ${removed.join(', ')}.`,
  ];
  return notes.filter((note) => note !== undefined);
}

/** On the builder, or on a new session where its line was lost. What cannot be dropped now is a leftover for the next trial. */
async function removeCopy({ plan, openBuilder, warn }: CopyTrial, builder: Session): Promise<void> {
  let done = await drop(builder, plan.schema);
  await builder.close().catch(() => undefined);
  if (!done) {
    const another = await openBuilder().catch(() => undefined);
    if (another) {
      done = await drop(another, plan.schema);
      await another.close().catch(() => undefined);
    }
  }
  if (!done) {
    warn(
      `The copy in the schema ${plan.schema} could not be dropped now. The next trial in this database removes it, or run ` +
        `DROP SCHEMA ${quoteIdentifier(plan.schema)} CASCADE.`,
    );
  }
}

async function drop(session: Session, schema: string): Promise<boolean> {
  try {
    if (session.transaction !== 'idle') {
      await send(session, 'ROLLBACK');
    }
    await prepareBuilder(session);
    await dropScratchSchema(session, schema);
    return true;
  } catch {
    return false;
  }
}
