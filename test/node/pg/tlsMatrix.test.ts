import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { ConnectError } from '../../../src/core/connections/connectError';
import type { ConnectFailureKind } from '../../../src/core/connections/connectFailure';
import { type TlsMode, tlsModes } from '../../../src/core/connections/connectionProfile';
import { Connector } from '../../../src/node/pg/connector';
import { CertificateAuthority, type KeyPair, makeSelfSigned } from '../../support/certificates';
import { type PostgresOptions, startPostgres, type TestServer } from '../../support/postgres';
import { runPsql } from '../../support/psql';
import { passwords, profileFor, run } from '../../support/sessions';

const everybody = 'all all all scram-sha-256';

interface Keys {
  readonly valid: KeyPair;
  readonly selfSigned: KeyPair;
  readonly wrongName: KeyPair;
  readonly expired: KeyPair;
}

/** `strict` and `open` are how failures of verify-full (with the authority) and of disable are explained. */
const servers: readonly {
  title: string;
  strict?: ConnectFailureKind;
  open?: ConnectFailureKind;
  options: (keys: Keys) => PostgresOptions;
}[] = [
  { title: 'a valid certificate', options: ({ valid }) => ({ tls: valid }) },
  {
    title: 'a self-signed certificate',
    strict: 'tlsAuthority',
    options: ({ selfSigned }) => ({ tls: selfSigned }),
  },
  {
    title: 'a certificate for another name',
    strict: 'tlsName',
    options: ({ wrongName }) => ({ tls: wrongName }),
  },
  { title: 'an expired certificate', strict: 'tlsExpired', options: ({ expired }) => ({ tls: expired }) },
  { title: 'no TLS', strict: 'noTls', options: () => ({}) },
  {
    title: 'hostssl lines only',
    open: 'tlsRequired',
    options: ({ valid }) => ({ tls: valid, hba: [`hostssl ${everybody}`] }),
  },
  {
    title: 'hostnossl lines only',
    strict: 'pgHba',
    options: ({ valid }) => ({ tls: valid, hba: [`hostnossl ${everybody}`] }),
  },
  {
    title: 'hostssl lines only and no TLS',
    strict: 'noTls',
    open: 'tlsRequired',
    options: () => ({ hba: [`hostssl ${everybody}`] }),
  },
];

/** `own` is the certificate of the self-signed server itself. */
const roots = ['none', 'authority', 'own'] as const;

describe('TLS modes do what libpq does', () => {
  let folder: string;
  let keys: Keys;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lhpg-tls-'));
    const authority = await CertificateAuthority.create();
    keys = {
      valid: await authority.issueServer(),
      selfSigned: await makeSelfSigned(),
      wrongName: await authority.issueServer({ names: ['other.example'] }),
      expired: await authority.issueServer({ expired: true }),
    };
    await writeFile(path.join(folder, 'authority'), authority.certificate);
    await writeFile(path.join(folder, 'own'), keys.selfSigned.certificate);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  for (const { title, options, strict, open } of servers) {
    describe(`with ${title}`, () => {
      let server: TestServer;

      before(async () => {
        server = await startPostgres(options(keys));
      });

      after(() => server.dispose());

      for (const root of roots) {
        for (const mode of tlsModes) {
          it(`${mode}, root certificate: ${root}`, async function () {
            const rootCertificate = root === 'none' ? undefined : path.join(folder, root);
            const expected = await libpq(server, mode, rootCertificate);
            if (expected === undefined) {
              this.skip();
            }
            assert.equal((await ours(server, mode, rootCertificate, folder)).result, expected);
          });
        }
      }

      it('explains the failure', async () => {
        const verified = await ours(server, 'verify-full', path.join(folder, 'authority'), folder);
        assert.equal(verified.kind, strict);
        const bare = await ours(server, 'disable', undefined, folder);
        assert.equal(bare.kind, open);
        const blind = await ours(server, 'verify-ca', undefined, folder);
        assert.equal(blind.kind, strict === 'noTls' ? 'noTls' : 'certificateFile');
      });
    });
  }
});

const question = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()';

type Result = 'fails' | 'connects with TLS' | 'connects without TLS';

function connects(ssl: string): Result {
  return ssl === 't' ? 'connects with TLS' : 'connects without TLS';
}

async function libpq(
  server: TestServer,
  mode: TlsMode,
  rootCertificate: string | undefined,
): Promise<Result | undefined> {
  const result = await runPsql(question, {
    PGHOST: 'localhost',
    PGPORT: String(server.port),
    PGUSER: server.user,
    PGPASSWORD: server.password,
    PGDATABASE: 'postgres',
    PGSSLMODE: mode,
    ...(rootCertificate === undefined ? {} : { PGSSLROOTCERT: rootCertificate }),
  });
  return result && (result.ok ? connects(result.output) : 'fails');
}

async function ours(
  server: TestServer,
  mode: TlsMode,
  rootCertificate: string | undefined,
  libpqFolder: string,
): Promise<{ readonly result: Result; readonly kind?: ConnectFailureKind }> {
  const tls = { mode, rootCertificate, certificate: undefined, key: undefined };
  const profile = profileFor(server, { host: 'localhost', tls });
  const connector = new Connector(profile, passwords(server.password), { libpqFolder });
  try {
    const session = await connector.openSession(neverCancelled);
    const { rows } = await run(session, question);
    const result = connects(rows[0]?.[0] ?? '');
    assert.equal(connects(session.tls.kind === 'tls' ? 't' : 'f'), result);
    await session.close();
    return { result };
  } catch (error) {
    assert.ok(error instanceof ConnectError, String(error));
    return { result: 'fails', kind: error.kind };
  } finally {
    await connector.close();
  }
}
