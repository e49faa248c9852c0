import { neverCancelled } from '../../base/cancelSignal';
import { prepareExplain } from '../../core/plan/explainRequest';
import { runExplain } from '../../core/plan/runExplain';
import { themeColorOf } from '../../core/connections/connectionColor';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { ReadOnlyRun } from '../../core/query/readOnlyRun';
import { type RunEnd, runStatements } from '../../core/query/runStatements';
import { RunStore } from '../../core/query/runStore';
import type { Session } from '../../core/query/session';
import type { MakeRows } from '../../core/query/storedRows';
import type { ConnectionService } from '../connections/connectionService';
import type { HistoryFeature } from '../history/registerHistory';
import type { Confirm } from '../query/questions';
import type { QueryFeature } from '../query/registerQuery';
import { showRun } from '../query/showRun';
import { sqlParser } from '../query/sqlParser';
import type { Runner } from '../run';
import type { ApiAccess } from './apiAccess';
import { ApiError, apiError, errorOfRun } from './apiError';
import { type ApiRequest, readPlace, readRequest } from './apiRequests';
import type { Caller } from './caller';
import type { LakehouseApi, LakehouseResult } from './lakehouseApi';

export interface ApiParts {
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly query: Pick<QueryFeature, 'opener' | 'bindings' | 'runs' | 'makeRows' | 'showResults'>;
  readonly history: Pick<HistoryFeature, 'record'>;
  readonly access: ApiAccess;
  readonly confirm: Confirm;
}

/** Bytes of rows that a query may bring: they become objects in memory. */
const byteCap = 64 * 1024 * 1024;

/** What one extension may call. */
export function createApi(parts: ApiParts, caller: Caller): LakehouseApi {
  const { runner, connections, query } = parts;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw apiError(error, 'connection', (each) => runner.describe(each, `lakehouse.api, for ${caller.id}`));
    }
  };
  return Object.freeze<LakehouseApi>({
    version: 1,
    connections: () =>
      Promise.resolve(
        connections.profiles.map((profile) => {
          const { id, name, environment, readOnly, host, port, database, user } = profile;
          const isAllowed = parts.access.mayRead(caller, profile);
          const server = isAllowed ? { host, port, database, user } : undefined;
          return { id, name, environment, readOnly, server };
        }),
      ),
    query: (value) =>
      guarded(async () => {
        const request = await admitted(parts, caller, value);
        const store = newStore(request, await query.makeRows());
        try {
          const end = await perform(parts, caller, request, store);
          return await resultOf(store, end);
        } finally {
          store.dispose();
        }
      }),
    explain: (value) => guarded(async () => explain(parts, await admitted(parts, caller, value))),
    openResult: (value) =>
      guarded(async () => {
        const request = await admitted(parts, caller, value);
        let end: RunEnd | undefined;
        await showRun(query, {
          place: placeOf(request),
          texts: [request.statement.text],
          limits: { rowCap: request.maxRows, byteCap },
          fill: async (store) => {
            end = await perform(parts, caller, request, store);
          },
        });
        const error = end && errorOfRun(end);
        if (error) {
          throw error;
        }
      }),
    openQuery: (value) =>
      guarded(async () => {
        const { profile, database, sql } = readPlace(value, connections);
        await query.opener.open(profile.id, database ?? profile.database, sql);
      }),
  });
}

/** The request, when it is right and the user allows it. */
async function admitted(
  { connections, access }: ApiParts,
  caller: Caller,
  value: unknown,
): Promise<ApiRequest> {
  const request = readRequest(value, connections);
  const { profile, statement, writes, signal } = request;
  await access.require({ caller, profile, sql: statement.text, writes });
  signal?.throwIfAborted();
  return request;
}

function newStore({ statement, maxRows }: ApiRequest, makeRows: MakeRows): RunStore {
  return new RunStore([statement], { rowCap: maxRows, byteCap }, makeRows);
}

/** Runs the statement on a session of its own, and writes it into the history. */
async function perform(
  { runner, connections, history }: ApiParts,
  caller: Caller,
  request: ApiRequest,
  store: RunStore,
): Promise<RunEnd> {
  const { profile, database, values, writes, signal = neverCancelled } = request;
  const startedAt = Date.now();
  const session = await connections.openSession(profile.id, database);
  try {
    const guard = writes ? undefined : new ReadOnlyRun(session, await sqlParser());
    const end = await runStatements(store, {
      clock: { now: () => performance.now() },
      signal,
      describe: (error) => runner.describe(error, `lakehouse.api, for ${caller.id}`),
      setting: () => session.server,
      execute: (planned, sink) => {
        const asked = { ...planned, values, maxBytes: store.bytesLeft };
        return guard ? guard.run(asked, sink, signal) : session.execute(asked, sink, signal);
      },
    });
    const facts = { startedAt, ...factsOf(profile, session), extension: caller.id };
    await history.record(profile, () => ({
      ...{ records: store.statements, end, limits: store.limits, readOnly: !writes, facts },
      // The rows are let go after this.
      isThere: () => true,
    }));
    return end;
  } finally {
    await session.close();
  }
}

function factsOf(profile: ConnectionProfile, session: Session) {
  return {
    profileId: profile.id,
    connection: profile.name,
    environment: profile.environment,
    database: session.server.database,
    role: profile.role ?? session.server.user,
    document: undefined,
  };
}

async function resultOf(store: RunStore, end: RunEnd): Promise<LakehouseResult> {
  const error = errorOfRun(end);
  const record = store.statement(0);
  if (error || !record) {
    throw error ?? new ApiError('internal', 'There was no statement.');
  }
  const { columns = [], rows, complete, commandTag, elapsedMs } = record;
  const all = { first: 0, count: rows?.count ?? 0, firstColumn: 0, columnCount: columns.length };
  return {
    columns: columns.map(({ name, typeName }) => ({ name, type: typeName })),
    rows: (await rows?.window(all, Number.MAX_SAFE_INTEGER)) ?? [],
    complete,
    commandTag,
    elapsedMs: elapsedMs ?? 0,
  };
}

async function explain({ connections, confirm }: ApiParts, request: ApiRequest) {
  const { profile, database, statement, analyze, writes, signal = neverCancelled } = request;
  const catalog = await connections.database(profile.id, database);
  const intent = { text: statement.text, analyze, readOnly: !writes, serverVersion: catalog.server.version };
  const prepared = await prepareExplain(intent, { parser: await sqlParser(), catalog }, signal);
  if (prepared.kind === 'refused') {
    throw new ApiError('invalid', prepared.reason);
  }
  const { question } = prepared.request;
  const yes =
    !question ||
    (await confirm({
      message: `Execute this statement on ${profile.name} and roll it back?`,
      detail: [statement.text, question.message, ...question.remains].join('\n\n'),
      yes: 'Execute and Roll Back',
    }));
  if (!yes) {
    throw new ApiError('notAllowed', `The user did not allow it on ${profile.name}.`);
  }
  const session = await connections.openSession(profile.id, database);
  try {
    const { text, elapsedMs } = await runExplain(session, prepared.request, signal);
    return { text, elapsedMs };
  } finally {
    await session.close();
  }
}

function placeOf({ profile, database, writes }: ApiRequest) {
  return {
    connectionName: profile.name,
    profileId: profile.id,
    database: database ?? profile.database,
    environment: profile.environment,
    color: themeColorOf(profile),
    readOnly: !writes,
  };
}
