import { neverCancelled } from '../../src/base/cancelSignal';
import { planRun } from '../../src/core/query/runPlan';
import { type RunEnd, runStatements } from '../../src/core/query/runStatements';
import { RunStore } from '../../src/core/query/runStore';
import type { Session } from '../../src/core/query/session';
import { Connector } from '../../src/node/pg/connector';
import type { Deadlines } from '../../src/node/pg/deadlines';
import { ResultFolder } from '../../src/node/results/resultFolder';
import type { TestServer } from './postgres';
import { passwords, profileFor } from './sessions';

/** The real ones in a shorter measure. */
const shortDeadlines: Partial<Deadlines> = {
  idleBeforeCheck: 0,
  checkAnswer: 500,
  silenceBeforeProbe: 300,
  probeAnswer: 1_000,
  probeGrace: 100,
};

const application = 'Lakehouse fault test';

/** A run that is under way. */
export interface RunUnderWay {
  readonly store: RunStore;
  readonly end: Promise<RunEnd>;
}

/** What a window has of a server: sessions, the place of results, and runs. */
export class FaultBed {
  private readonly connectors: Connector[] = [];
  private readonly stores: RunStore[] = [];
  readonly folder: ResultFolder;

  constructor(
    private readonly server: TestServer,
    results: string,
  ) {
    this.folder = new ResultFolder(results);
  }

  /** A session as an editor opens it, on the server itself or on a port before it. */
  async open(port = this.server.port, user = this.server.user): Promise<Session> {
    const profile = profileFor(this.server, { port, user, applicationName: application });
    const connector = new Connector(profile, passwords(this.server.password, this.server.password), {
      deadlines: shortDeadlines,
    });
    this.connectors.push(connector);
    return connector.openSession(neverCancelled);
  }

  /** Begins to run a text, as a run of an editor does. */
  begin(session: Session, text: string, stop: AbortSignal = new AbortController().signal): RunUnderWay {
    const plan = planRun(text, { kind: 'document' });
    if (plan.kind !== 'run') {
      throw new Error(plan.reason);
    }
    const limits = { rowCap: Infinity, byteCap: Infinity };
    const store = new RunStore(plan.statements, limits, () => this.folder.newRows());
    this.stores.push(store);
    const end = runStatements(store, {
      execute: (request, sink) => session.execute({ ...request, maxBytes: 1e12 }, sink, stop),
      clock: { now: () => performance.now() },
      signal: stop,
      describe: String,
    });
    return { store, end };
  }

  /** What the user is told of a run: its first error, or else how it ended. */
  async told({ store, end }: RunUnderWay): Promise<string> {
    const { kind } = await end;
    const error = store.statements.find((record) => record.error)?.error;
    const code = error?.server ? ` (${error.server.code})` : '';
    return error ? `${error.message}${code}` : kind;
  }

  /** The sessions of ours that the server has. */
  async backends(): ReturnType<TestServer['backends']> {
    const all = await this.server.backends();
    return all.filter((backend) => backend.application === application);
  }

  async close(): Promise<void> {
    this.stores.splice(0).forEach((store) => store.dispose());
    await Promise.allSettled(this.connectors.splice(0).map((connector) => connector.close()));
    await this.server.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [application],
    );
    this.folder.dispose();
  }
}
