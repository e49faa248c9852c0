import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../../support/sourceFiles';
import { sharedServer } from '../../support/sharedServer';
import type { TestServer } from '../../support/postgres';

describe('lakehouse dbt check', () => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'dbt-check-')));
    await mkdir(path.join(folder, 'shop', 'models'), { recursive: true });
    await writeFile(
      path.join(folder, 'shop', 'dbt_project.yml'),
      'name: shop\nversion: "1.0.0"\nprofile: shop\n',
    );
    await writeFile(path.join(folder, 'shop', 'models', 'one.sql'), 'select 1 as id\n');
    await profiles({ keepalives_idle: '30' });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function profiles(more: Readonly<Record<string, string>>, port = server.port): Promise<void> {
    const fields = {
      type: 'postgres',
      host: server.host,
      port: String(port),
      user: server.user,
      password: `"{{ env_var('SHOP_PASSWORD') }}"`,
      dbname: 'postgres',
      schema: 'analytics',
      threads: '4',
      ...more,
    };
    const lines = Object.entries(fields).map(([key, value]) => `      ${key}: ${value}\n`);
    await writeFile(
      path.join(folder, 'shop', 'profiles.yml'),
      `shop:\n  target: dev\n  outputs:\n    dev:\n${lines.join('')}`,
    );
  }

  /** Runs the program that is shipped. */
  async function lakehouse(...words: readonly string[]) {
    const program = path.join(repositoryRoot, 'dist/cli/lakehouse.js');
    const child = spawn(process.execPath, [program, 'dbt', 'check', ...words], {
      cwd: folder,
      env: { ...process.env, HOME: folder, USERPROFILE: folder, SHOP_PASSWORD: server.password },
    });
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    const [code] = (await once(child, 'close')) as [number];
    assert.ok(server.password === '' || !said.includes(server.password), 'the password is not printed');
    return { code, said };
  }

  const here = ['--profiles-dir', 'shop'];

  it('takes variables from a file that is named, and says when there is none', async () => {
    await profiles({ keepalives_idle: '30', role: `"{{ env_var('SHOP_ROLE') }}"` });
    const { said: without, code } = await lakehouse(...here);
    assert.match(without, /`SHOP_ROLE` is not set/);
    assert.equal(code, 1);
    await writeFile(path.join(folder, 'ci.env'), 'SHOP_ROLE=builder\n');
    const { said } = await lakehouse(...here, '--dotenv', 'ci.env');
    assert.doesNotMatch(said, /SHOP_ROLE/);
    const missing = await lakehouse(...here, '--dotenv', 'gone.env');
    assert.match(missing.said, /There is no file gone\.env with variables\./);
    assert.equal(missing.code, 2);
  });

  it('finds a project that is well, and ends with 0', async () => {
    assert.deepEqual(await lakehouse(...here), { code: 0, said: 'shop: nothing found in 1 target.\n' });
  });

  it('shows the paths of a folder whose name begins with two dots from where it runs', async () => {
    await profiles({ ssl_mode: 'require', keepalives_idle: '30' });
    await rename(path.join(folder, 'shop'), path.join(folder, '..shop'));
    const { said } = await lakehouse('--project-dir', '..shop', '--profiles-dir', '..shop');
    assert.match(said, /^\.\.shop[\\/]profiles\.yml:13:7: /m);
  });

  it('looks for the profile where dbt would be started', async () => {
    assert.equal((await lakehouse()).said, 'shop: nothing found in 1 target.\n');
    assert.match((await lakehouse('--project-dir', 'shop')).said, /There is no profiles\.yml/);
    await writeFile(path.join(folder, 'profiles.yml'), 'other: {}\n');
    assert.match((await lakehouse()).said, /profiles\.yml has no profile `shop`/);
  });

  it('tells the place of a misspelt key, as text, JSON and SARIF', async () => {
    await profiles({ ssl_mode: 'require', keepalives_idle: '30' });
    const { code, said } = await lakehouse(...here, '--fail-on', 'warning');
    assert.equal(code, 1);
    assert.match(said, /^shop[\\/]profiles\.yml:13:7: warning: target dev: .*ssl_mode.* \[misspelt-key\]$/m);
    const json = JSON.parse((await lakehouse(...here, '--format=json')).said) as {
      projects: [{ root: string; findings: [{ check: string; line: number; endColumn: number }] }];
    };
    assert.equal(json.projects[0].root, 'shop');
    assert.equal(json.projects[0].findings[0].line, 13);
    const file = path.join(folder, 'report.sarif');
    await lakehouse('--project-dir', 'shop', ...here, '--format', 'sarif', '--output', file);
    const sarif = JSON.parse(await readFile(file, 'utf8')) as {
      runs: [{ results: [{ ruleId: string; locations: unknown }]; tool: { driver: { rules: unknown[] } } }];
    };
    assert.equal(sarif.runs[0].results[0].ruleId, 'misspelt-key');
    assert.match(JSON.stringify(sarif.runs[0].results[0].locations), /"uri":"shop\/profiles\.yml"/);
  });

  it('checks the chosen target only, and knows a name that is not there', async () => {
    const { code, said } = await lakehouse(...here, '--target', 'prod');
    assert.equal(code, 2);
    assert.match(said, /no target prod\. It has dev\./);
  });

  it('asks the server, and says when nobody answers', async () => {
    const { code, said } = await lakehouse(...here, '--live');
    assert.match(said, /live check of target dev passed/);
    assert.equal(code, 0, said);
    await profiles({}, 1);
    const failed = await lakehouse(...here, '--live');
    assert.equal(failed.code, 1);
    assert.match(failed.said, /live check of target dev failed/);
  });

  it('refuses options that it does not know', async () => {
    for (const [words, expected] of [
      [['--nonsense'], /--nonsense is no option/],
      [['--format', 'xml'], /--format is one of text, json, sarif/],
      [['--project-dir'], /--project-dir needs a value/],
      [['empty'], /no dbt_project\.yml in empty/],
    ] as const) {
      const { code, said } = await lakehouse(...words);
      assert.equal(code, 2);
      assert.match(said, expected);
    }
  });
});
