import { appendFile, chown, cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startPostgres, type PostgresOptions, type TestServer } from './postgres';
import { runProgram } from './runProgram';
import { serverUser } from './serverUser';
import { eventually } from './eventually';

export interface ReplicatedServers {
  readonly primary: TestServer;
  readonly standby: TestServer;
  /** Resolves when the standby has replayed everything that the primary has written so far. */
  caughtUp(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * A primary and a standby that streams from it. The binaries of the test bed have no pg_basebackup, so the data of the
 * stopped primary are copied: the manual's "File System Level Backup" with a standby.signal.
 */
export async function startReplicated(options: PostgresOptions = {}): Promise<ReplicatedServers> {
  const settings = { wal_level: 'replica', hot_standby: 'on', ...options.settings };
  const hba = ['local all all scram-sha-256', 'host all,replication all all scram-sha-256'];
  const primary = await startPostgres({ hba, ...options, settings });
  const standby = await startPostgres({ hba, ...options, settings, password: primary.password });
  await Promise.all([primary.stop(), standby.stop()]);
  const conf = path.join(standby.dataDirectory, 'postgresql.conf');
  const own = path.join(path.dirname(standby.dataDirectory), 'own.conf');
  await cp(conf, own);
  await rm(standby.dataDirectory, { recursive: true });
  const user = await serverUser();
  await (process.platform === 'win32'
    ? cp(primary.dataDirectory, standby.dataDirectory, { recursive: true })
    : runProgram('cp', ['-R', primary.dataDirectory, standby.dataDirectory], { ...user }));
  await cp(own, conf);
  const source = `host=${primary.host} port=${primary.port} user=${primary.user} password=${primary.password}`;
  await appendFile(conf, `\nprimary_conninfo = '${source}'\n`);
  const signal = path.join(standby.dataDirectory, 'standby.signal');
  await writeFile(signal, '');
  if (user.uid !== undefined && user.gid !== undefined) {
    await Promise.all([conf, signal].map((file) => chown(file, user.uid ?? 0, user.gid ?? 0)));
  }
  await primary.start();
  await standby.start();
  return {
    primary,
    standby,
    caughtUp: async () => {
      const [written] = await primary.query<{ lsn: string }>('select pg_current_wal_insert_lsn() as lsn');
      await eventually(async () => {
        const [seen] = await standby.query<{ there: boolean }>(
          'select pg_last_wal_replay_lsn() >= $1::pg_lsn as there',
          [written?.lsn],
        );
        return seen?.there === true;
      });
    },
    dispose: async () => {
      await standby.dispose();
      await primary.dispose();
    },
  };
}
