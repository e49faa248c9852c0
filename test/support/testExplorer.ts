import { neverCancelled } from '../../src/base/cancelSignal';
import { Emitter } from '../../src/base/emitter';
import type { Database } from '../../src/core/ports';
import { Connector } from '../../src/node/pg/connector';
import type { PgDatabase } from '../../src/node/pg/pgDatabase';
import type { ExplorerConnections } from '../../src/vscode/explorer/connectionSource';
import type { TestServer } from './postgres';
import { passwords, profileFor } from './sessions';

/** The connections of the tests: one profile, opened by the extension's own connection layer. */
export class TestConnections implements ExplorerConnections {
  readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  readonly problems = [
    { where: 'connections[1]', message: 'host: is missing.' },
    { where: 'connections[1]', message: 'port: "x" is no port.' },
  ];
  private readonly opened = new Map<string, PgDatabase>();
  connects = 0;
  /** Fails the next connects. */
  failure: Error | undefined;

  constructor(
    private readonly server: TestServer,
    private readonly name: string,
  ) {}

  get profiles() {
    return [profileFor(this.server, { database: this.name })];
  }

  state() {
    return { kind: 'connected' as const };
  }

  async database(_id: string, name = this.name): Promise<Database> {
    const known = this.opened.get(name);
    if (known) {
      return known;
    }
    this.connects++;
    if (this.failure) {
      throw this.failure;
    }
    const profile = profileFor(this.server, { database: name });
    const connector = new Connector(profile, passwords(this.server.password));
    const opened = await connector.openDatabase(neverCancelled);
    this.opened.set(name, opened);
    return opened;
  }

  async close(): Promise<void> {
    await Promise.all([...this.opened.values()].map((each) => each.close()));
  }
}
