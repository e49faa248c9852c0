import type { ConnectionProfile } from '../../src/core/connections/connectionProfile';
import { anyLogin } from '../../src/core/connections/loginRules';
import type { PasswordProvider } from '../../src/core/connections/passwordProvider';
import type { Cell } from '../../src/core/ports';
import type { ResultColumn, RowSink, Session, StatementOutcome } from '../../src/core/query/session';
import type { ServerMessage } from '../../src/core/sql/serverError';
import { neverCancelled } from '../../src/base/cancelSignal';
import type { TestServer } from './postgres';

/** A profile for a test server: its administrator, without TLS, unless the test says otherwise. */
export function profileFor(
  server: Pick<TestServer, 'host' | 'port' | 'user'>,
  changes: Partial<ConnectionProfile> = {},
): ConnectionProfile {
  return {
    id: 'test',
    name: 'Test',
    scope: 'user',
    host: server.host,
    port: server.port,
    otherHosts: [],
    targetSession: 'any',
    loadBalance: false,
    ssh: undefined,
    database: 'postgres',
    user: server.user,
    tls: { mode: 'disable', rootCertificate: undefined, certificate: undefined, key: undefined },
    password: 'secretStorage',
    passwordVariable: undefined,
    passwordCommand: undefined,
    loginRules: anyLogin,
    allowCleartextPassword: false,
    environment: 'local',
    readOnly: false,
    pooler: 'detect',
    applicationName: 'Lakehouse Postgres',
    timeouts: { connect: 0, statement: 0, lock: 0, idleInTransaction: 0, idleSession: 0 },
    role: undefined,
    searchPath: undefined,
    keepAlive: 30_000,
    group: undefined,
    color: undefined,
    ...changes,
  };
}

/** Answers each question with the next password, and undefined when there is none left. */
export function passwords(...answers: readonly string[]): PasswordProvider {
  const left = [...answers];
  return { getPassword: () => Promise.resolve(left.shift()) };
}

/** Keeps everything that a statement answers. */
export class CollectingSink implements RowSink {
  readonly described: (readonly ResultColumn[])[] = [];
  readonly received: (readonly Cell[])[] = [];
  readonly notices: ServerMessage[] = [];

  columns(columns: readonly ResultColumn[]): void {
    this.described.push(columns);
  }

  rows(rows: readonly (readonly Cell[])[]): void | Promise<void> {
    for (const row of rows) {
      this.received.push(row);
    }
  }

  notice(notice: ServerMessage): void {
    this.notices.push(notice);
  }
}

export interface Answer extends StatementOutcome {
  readonly columns: readonly ResultColumn[] | undefined;
  readonly rows: readonly (readonly Cell[])[];
  readonly notices: readonly ServerMessage[];
}

/** Runs one statement to its end and keeps everything. */
export async function run(
  session: Session,
  text: string,
  options: { readonly maxRows?: number; readonly values?: readonly Cell[] } = {},
): Promise<Answer> {
  const sink = new CollectingSink();
  const { maxRows = Infinity, values = [] } = options;
  const outcome = await session.execute({ text, values, maxRows }, sink, neverCancelled);
  return { ...outcome, columns: sink.described[0], rows: sink.received, notices: sink.notices };
}
