import { isCount, isRecord, isString } from '../../base/validate';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { type PlannedStatement, planRun } from '../../core/query/runPlan';
import type { Cell } from '../../core/ports';
import { ApiError } from './apiError';
import type { ConnectionService } from '../connections/connectionService';

/** A request of another extension, checked. */
export interface ApiRequest {
  readonly profile: ConnectionProfile;
  readonly database: string | undefined;
  readonly statement: PlannedStatement;
  readonly values: readonly Cell[];
  readonly maxRows: number;
  readonly signal: AbortSignal | undefined;
  readonly writes: boolean;
  readonly analyze: boolean;
}

const defaultRows = 1000;
const mostRows = 100_000;

/** @throws ApiError that says what is wrong */
export function readRequest(value: unknown, connections: Pick<ConnectionService, 'profile'>): ApiRequest {
  const place = readPlace(value, connections);
  const request = isRecord(value) ? value : {};
  const { values = [], maxRows = defaultRows, signal, readOnly = true, analyze = false } = request;
  check(Array.isArray(values) && values.every(isCell), 'values must be a list of texts and nulls.');
  check(
    isCount(maxRows) && maxRows >= 1 && maxRows <= mostRows,
    'maxRows must be a number from 1 to 100,000.',
  );
  check(signal === undefined || signal instanceof AbortSignal, 'signal must be an AbortSignal.');
  check(typeof readOnly === 'boolean', 'readOnly must be true or false.');
  check(typeof analyze === 'boolean', 'analyze must be true or false.');
  if (!readOnly && place.profile.readOnly) {
    throw new ApiError('refused', `${place.profile.name} is read-only. Nothing was sent.`);
  }
  return {
    profile: place.profile,
    database: place.database,
    statement: onlyStatement(place.sql),
    values,
    maxRows,
    signal,
    writes: !readOnly,
    analyze,
  };
}

/** The part of a request that says where, and the text. @throws ApiError */
export function readPlace(
  value: unknown,
  connections: Pick<ConnectionService, 'profile'>,
): { readonly profile: ConnectionProfile; readonly database: string | undefined; readonly sql: string } {
  const { connection, database, sql } = isRecord(value) ? value : {};
  check(isString(connection), 'connection must be the id of a connection.');
  check(isString(sql), 'sql must be a text.');
  check(database === undefined || (isString(database) && database !== ''), 'database must be a name.');
  const profile = connections.profile(connection);
  if (!profile) {
    throw new ApiError('unknownConnection', `There is no connection ${connection}.`);
  }
  return { profile, database, sql };
}

function onlyStatement(sql: string): PlannedStatement {
  const plan = planRun(sql, { kind: 'document' });
  if (plan.kind === 'refused') {
    throw new ApiError('invalid', plan.reason);
  }
  const [statement, ...others] = plan.statements;
  check(statement !== undefined && others.length === 0, 'sql must be exactly one statement.');
  check(statement.isMetaCommand !== true, 'sql must be SQL, not a command of psql.');
  return statement;
}

function isCell(value: unknown): value is Cell {
  return value === null || isString(value);
}

function check(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new ApiError('invalid', message);
  }
}
