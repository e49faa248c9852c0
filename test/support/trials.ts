import assert from 'node:assert/strict';
import { neverCancelled } from '../../src/base/cancelSignal';
import { type ExplainRequest, prepareExplain } from '../../src/core/plan/explainRequest';
import { type CopyPlan, planCopy } from '../../src/core/plan/verify/copyPlan';
import { readTableFacts, type TableFacts } from '../../src/core/plan/verify/tableFacts';
import type { RelationName } from '../../src/core/plan/verify/trialRelation';
import { type CopyTrial, tryOnCopy } from '../../src/core/plan/verify/tryOnCopy';
import type { ConnectionProfile } from '../../src/core/connections/connectionProfile';
import type { Session } from '../../src/core/query/session';
import { quoteQualified } from '../../src/core/sql/quote';
import { Connector } from '../../src/node/pg/connector';
import type { PgDatabase } from '../../src/node/pg/pgDatabase';
import type { PgSession } from '../../src/node/pg/pgSession';
import { PgParser } from '../../src/node/sql/pgParser';
import type { TestServer } from './postgres';
import { passwords, profileFor } from './sessions';
import { startTcpProxy, type TcpProxy } from './tcpProxy';

/** A database with what a trial needs: the user's session, its catalog, and sessions that make copies. */
export class TrialBed {
  readonly parser = new PgParser();
  readonly progress: string[] = [];
  readonly warnings: string[] = [];
  readonly builders: PgSession[] = [];
  private constructor(
    private readonly connectors: { readonly own: Connector; readonly builders: Connector },
    /** Between the sessions that make copies and the server. */
    readonly line: TcpProxy,
    readonly catalog: PgDatabase,
    readonly session: PgSession,
  ) {}

  static async open(
    server: Pick<TestServer, 'host' | 'port' | 'user' | 'password'>,
    changes: Partial<ConnectionProfile>,
  ): Promise<TrialBed> {
    const connector = new Connector(profileFor(server, changes), passwords(server.password));
    const catalog = await connector.openDatabase(neverCancelled);
    const line = await startTcpProxy(server);
    const { host, port } = line;
    const builders = new Connector(
      profileFor({ ...server, host, port }, changes),
      passwords(server.password),
    );
    const session = await connector.openSession(neverCancelled);
    return new TrialBed({ own: connector, builders }, line, catalog, session);
  }

  async close(): Promise<void> {
    await this.session.close();
    await this.catalog.close();
    await this.connectors.own.close();
    await this.connectors.builders.close();
    await this.line.dispose();
  }

  readonly openBuilder = async (): Promise<Session> => {
    const session = await this.connectors.builders.openSession(neverCancelled);
    this.builders.push(session);
    return session;
  };

  async request(text: string, analyze = true, readOnly = false): Promise<ExplainRequest> {
    const intent = { text, analyze, readOnly, serverVersion: this.session.server.version };
    const { parser, catalog } = this;
    const prepared = await prepareExplain(intent, { parser, catalog }, neverCancelled);
    assert.ok(prepared.kind === 'ready', 'reason' in prepared ? prepared.reason : '');
    return prepared.request;
  }

  async facts(table: RelationName): Promise<TableFacts> {
    const [facts] = await this.catalog.read(readTableFacts(table), neverCancelled);
    assert.ok(facts);
    return facts;
  }

  async plan(table: RelationName): Promise<CopyPlan> {
    const word = Math.random().toString(36).slice(2, 10);
    const decision = planCopy(table, await this.facts(table), this.session.server, word);
    assert.ok(decision.kind === 'possible', 'reason' in decision ? decision.reason : '');
    return decision.plan;
  }

  /** @param keys of the proposed index, as in CREATE INDEX. */
  async trial(
    table: RelationName,
    text: string,
    keys: string,
    changes: Partial<CopyTrial> = {},
  ): Promise<CopyTrial> {
    return {
      plan: await this.plan(table),
      indexSql: ({ schema, relation }) => `CREATE INDEX ON ${quoteQualified(schema, relation)} (${keys})`,
      request: changes.request ?? (await this.request(text)),
      realMs: undefined,
      parser: this.parser,
      reader: this.session,
      openBuilder: this.openBuilder,
      progress: (sentence) => void this.progress.push(sentence),
      warn: (sentence) => void this.warnings.push(sentence),
      ...changes,
    };
  }

  async tryOnCopy(table: RelationName, text: string, keys: string, changes: Partial<CopyTrial> = {}) {
    return tryOnCopy(await this.trial(table, text, keys, changes), neverCancelled);
  }
}
