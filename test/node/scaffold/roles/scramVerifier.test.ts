import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { quoteLiteral } from '../../../../src/core/sql/quote';
import { scramVerifier } from '../../../../src/node/scaffold/scramVerifier';
import { openCatalog } from '../../../support/catalog';
import type { TestServer } from '../../../support/postgres';
import { runPsql } from '../../../support/psql';
import { sharedServer } from '../../../support/sharedServer';

/** Each takes another way through SASLprep, or out of it. */
const passwords = [
  'plain',
  ' it\'s; drop \\ " $$ ',
  'tab\tand bell\u0007',
  'pässwörd',
  'no-break\u00a0space',
  'zero\u200bwidth',
  'soft\u00adhyphen and joiner\u200d',
  'ﬁ ligature Ⅸ ① ｆｕｌｌ',
  'e\u0301 combined',
  '🚀 ﬁ: not in Unicode 3.2, so nothing is prepared',
  'control\u0085 ﬁ',
  'private\ue000 ﬁ',
  '\u00ad',
  'שלום',
  'שלום ﬁ mixed',
  '1שלום ﬁ',
  'ｓשﬁ',
  'x'.repeat(2000),
] as const;

describe('roles: the verifier of a password', () => {
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
  });

  const kept = async (role: string) => {
    const [row] = await server.query<{ rolpassword: string }>(
      'SELECT rolpassword FROM pg_authid WHERE rolname = $1',
      [role],
    );
    assert.ok(row);
    return row.rolpassword;
  };

  it('is what the server makes of the same password and salt', async () => {
    for (const [place, password] of passwords.entries()) {
      const role = `scram_made_${String(place)}`;
      await server.query(`CREATE ROLE ${role} LOGIN PASSWORD ${quoteLiteral(password)}`);
      const theirs = await kept(role);
      const [, iterations, salt] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(theirs) ?? [];
      const ours = await scramVerifier(password, {
        salt: Buffer.from(salt ?? '', 'base64'),
        iterations: Number(iterations),
      });
      assert.equal(ours, theirs, JSON.stringify(password));
      await server.query(`DROP ROLE ${role}`);
    }
  });

  it('lets psql and the extension log in', async function () {
    const role = 'scram_login';
    await server.query(`CREATE ROLE ${role} LOGIN`);
    for (const password of passwords.slice(0, 9)) {
      await server.query(`ALTER ROLE ${role} PASSWORD ${quoteLiteral(await scramVerifier(password))}`);
      const catalog = await openCatalog(server, 'postgres', { user: role, password });
      assert.equal(catalog.server.user, role);
      await catalog.close();
      const psql = await runPsql('SELECT current_user', connectionOf(server, role, password));
      if (psql !== undefined) {
        assert.deepEqual(psql, { ok: true, output: role }, JSON.stringify(password));
      }
    }
    await assert.rejects(openCatalog(server, 'postgres', { user: role, password: 'wrong' }));
    await server.query(`DROP ROLE ${role}`);
  });

  it(String.raw`has the form that psql's \password sends`, async function () {
    const role = 'scram_psql';
    await server.query(`CREATE ROLE ${role} LOGIN`);
    const said = await changePassword(server, role, 'ﬁ');
    if (said === undefined) {
      this.skip();
    }
    const theirs = await kept(role);
    const [, iterations = '', salt = ''] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(theirs) ?? [];
    const options = { salt: Buffer.from(salt, 'base64'), iterations: Number(iterations) };
    assert.equal(await scramVerifier('ﬁ', options), theirs, said);
    const shape = (text: string) => text.replace(/[A-Za-z0-9+/]{8,}=*/g, (part) => String(part.length));
    assert.equal(shape(await scramVerifier('ﬁ')), shape(theirs));
    await server.query(`DROP ROLE ${role}`);
  });

  it('has a salt of its own each time, and refuses an empty password', async () => {
    assert.notEqual(await scramVerifier('same'), await scramVerifier('same'));
    await assert.rejects(scramVerifier(''), /Type a password/);
  });
});

function connectionOf(server: TestServer, user: string, password: string): Record<string, string> {
  return {
    PGHOST: server.host,
    PGPORT: String(server.port),
    PGDATABASE: 'postgres',
    PGUSER: user,
    PGPASSWORD: password,
    PGSSLMODE: 'disable',
    PGCLIENTENCODING: 'UTF8',
  };
}

/** Without a terminal of its own, psql takes the password from its input. Undefined where there is no psql. */
function changePassword(server: TestServer, role: string, password: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn('psql', ['-X', '-w', '-c', `\\password ${role}`], {
      detached: true,
      env: { ...process.env, ...connectionOf(server, server.user, server.password) },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(said));
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${password}\n${password}\n`);
  });
}
