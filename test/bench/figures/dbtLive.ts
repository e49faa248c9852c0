import { neverCancelled } from '../../../src/base/cancelSignal';
import { checkLive } from '../../../src/node/dbt/live/checkTargets';
import { dbtGraph, dbtNode, dbtProject, dbtTarget } from '../../support/dbtLiveBed';
import { startPostgres, type TestServer } from '../../support/postgres';
import { startTcpProxy } from '../../support/tcpProxy';
import type { Bench } from '../figure';

const runs = 5;
/** What every byte to and from the slow server is late, in milliseconds. */
const latency = 100;
const models = 200;

/** The live checks of five targets of a project with 200 models, one of them far away, beside those of that one alone. */
export const dbtLive: Bench = {
  figures: [
    {
      id: 'dbt-live-targets',
      title: 'Live checks of 5 dbt targets, beside the slowest of them alone',
      unit: '×',
      bound: { atMost: 1.1 },
    },
  ],
  measure: async (say) => {
    const server = await startPostgres();
    const proxy = await startTcpProxy(server);
    proxy.latency = latency;
    try {
      const database = await server.createDatabase('shop');
      await makeModels(server, database);
      say(`Checking 5 targets ${String(runs + 1)} times`);
      const check = checker(server, database, proxy.port);
      // The first round is not measured.
      await check(['slow', 'a']);
      const ratios: number[] = [];
      for (let run = 0; run < runs; run++) {
        const alone = await check(['slow']);
        ratios.push((await check(['a', 'b', 'slow', 'c', 'd'])) / alone);
      }
      return [{ id: 'dbt-live-targets', samples: ratios, note: 'in the same run' }];
    } finally {
      await proxy.dispose();
      await server.dispose();
    }
  },
};

async function makeModels(server: TestServer, database: string): Promise<void> {
  await server.withAdmin(async (client) => {
    await client.query('CREATE SCHEMA marts');
    for (let model = 0; model < models; model++) {
      await client.query(`CREATE TABLE marts.model_${String(model)} (id int PRIMARY KEY, name text)`);
    }
  }, database);
}

/** Answers with the milliseconds that the checks of the targets took. */
function checker(
  server: TestServer,
  database: string,
  slowPort: number,
): (names: readonly string[]) => Promise<number> {
  const nodes = Array.from({ length: models }, (_, model) =>
    dbtNode({ kind: 'model', name: `model_${String(model)}`, schema: 'marts' }),
  );
  const targets = ['a', 'b', 'slow', 'c', 'd'].map((name) =>
    dbtTarget(name, {
      ...{ type: 'postgres', host: server.host, port: name === 'slow' ? slowPort : server.port },
      ...{ user: server.user, database, schema: 'marts', sslmode: 'disable' },
    }),
  );
  return async (names) => {
    const started = performance.now();
    const reports = await checkLive(
      dbtProject('/shop', targets),
      dbtGraph(nodes),
      {
        targets: names,
        passwordOf: () => Promise.resolve(server.password),
        mayConnect: () => Promise.resolve(true),
      },
      neverCancelled,
    );
    const elapsed = performance.now() - started;
    if (reports.length !== names.length || reports.some(({ state }) => state !== 'checked')) {
      throw new Error(`Not every target was checked: ${JSON.stringify(reports)}`);
    }
    return elapsed;
  };
}
