import type { Client } from 'pg';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Session } from '../../../src/core/query/session';
import { Connector } from '../../../src/node/pg/connector';
import { startPgBouncer } from '../../support/pgbouncer';
import { startPostgres, type TestServer } from '../../support/postgres';
import { CollectingSink, passwords, profileFor } from '../../support/sessions';
import type { Bench } from '../figure';

const cancels = 100;
const bound = { atMost: 200 };

/** What the server does when the key is pressed: it waits, it computes, it sends rows as fast as they are read. */
const statements = [
  'select pg_sleep(600)',
  'select count(*) from generate_series(1, 100000000000) as a',
  'select repeat(n::text, 20) from generate_series(1, 100000000000) as n',
] as const;

/** From the command *Cancel* until pg_stat_activity shows that the server has stopped. */
export const cancel: Bench = {
  figures: [
    { id: 'cancel', title: `The slowest of ${cancels} cancels`, unit: 'ms', bound },
    {
      id: 'cancel-pooled',
      title: `The slowest of ${cancels} cancels through PgBouncer`,
      unit: 'ms',
      bound,
    },
  ],
  measure: async (say) => {
    const server = await startPostgres();
    const pooler = await startPgBouncer(server, 'transaction');
    if (!pooler) {
      throw new Error('There is no PgBouncer on this machine.');
    }
    try {
      const direct = await slowest(server, server.port, say);
      const pooled = await slowest(server, pooler.port, say);
      return [
        { id: 'cancel', samples: [direct] },
        { id: 'cancel-pooled', samples: [pooled] },
      ];
    } finally {
      await pooler.stop();
      await server.dispose();
    }
  },
};

async function slowest(server: TestServer, port: number, say: (line: string) => void): Promise<number> {
  const connector = new Connector(profileFor(server, { port }), passwords(server.password));
  const session = await connector.openSession(neverCancelled);
  try {
    const times = await server.withAdmin(async (admin) => {
      const measured: number[] = [];
      for (let index = 0; index < cancels; index++) {
        measured.push(await cancelOne(session, admin, index));
      }
      return measured.sort((a, b) => a - b);
    });
    const worst = times.at(-1) ?? Number.NaN;
    const within = times.filter((time) => time <= bound.atMost).length;
    const rounded = [times[Math.floor(times.length / 2)] ?? 0, worst].map(Math.round).join(' ms, slowest ');
    say(`Port ${port}: ${within} of ${cancels} within ${bound.atMost} ms, median ${rounded} ms`);
    return worst;
  } finally {
    await session.close();
    await connector.close();
  }
}

async function cancelOne(session: Session, admin: Client, index: number): Promise<number> {
  const mark = `cancel ${index}`;
  const text = `${statements[index % statements.length] ?? ''} /* ${mark} */`;
  const sink = new CollectingSink();
  sink.rows = () => undefined;
  const ended = session.execute({ text, maxRows: Infinity }, sink, neverCancelled).then(
    () => 'finished',
    () => 'stopped',
  );
  await until(admin, mark, true);
  const pressed = performance.now();
  const outcome = session.cancel();
  await until(admin, mark, false);
  const took = performance.now() - pressed;
  if ((await ended) !== 'stopped' || (await outcome).kind !== 'cancelled') {
    throw new Error(`The statement was not cancelled: ${(await outcome).kind}.`);
  }
  return took;
}

/** Asks again and again, so that the answer is late by less than a question takes: about a millisecond. */
async function until(admin: Client, mark: string, active: boolean): Promise<void> {
  const question =
    "select 1 from pg_stat_activity where state = 'active' and query like $1 and pid <> pg_backend_pid()";
  for (;;) {
    const { rowCount } = await admin.query(question, [`%/* ${mark} */`]);
    if ((rowCount ?? 0) > 0 === active) {
      return;
    }
  }
}
