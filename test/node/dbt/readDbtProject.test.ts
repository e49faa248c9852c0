import assert from 'node:assert/strict';
import { chmod, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { connectionOfTarget } from '../../../src/core/dbt/profiles/connectionOfTarget';
import type { DbtTarget } from '../../../src/core/dbt/profiles/target';
import { projectScalar } from '../../../src/core/dbt/project/dbtProject';
import { yamlValue } from '../../../src/core/dbt/yaml/yamlNode';
import { JinjaRenderer } from '../../../src/node/dbt/jinja/jinjaRenderer';
import { type DbtEnvironment, dbtEnvironment } from '../../../src/node/dbt/profiles/findProfiles';
import { readTargetPassword } from '../../../src/node/dbt/profiles/readTargetPassword';
import { findDbtProjects } from '../../../src/node/dbt/project/findDbtProjects';
import { readDbtProject } from '../../../src/node/dbt/project/readDbtProject';
import { TrackedFiles } from '../../../src/node/dbt/project/trackedFiles';
import { readProjectState } from '../../../src/node/dbt/readProjectState';
import { jinjaProgram } from '../../support/jinjaProgram';
import { runProgram } from '../../support/runProgram';
import { makeScratchFolder, type ScratchFolder } from '../../support/workbench/scratchFolder';

const projectFile = 'name: shop\nprofile: shop\n';

function profiles(output: string): string {
  const lines = output.trim().split('\n');
  return [
    'shop:',
    '  target: dev',
    '  outputs:',
    '    dev:',
    ...lines.map((line) => `      ${line}`),
    '',
  ].join('\n');
}

const complete =
  'type: postgres\nhost: db.example\nport: 5433\nuser: ann\npassword: sekret\ndbname: shop\nschema: marts\n';

const gitIn =
  (folder: string) =>
  (...args: readonly string[]) =>
    runProgram('git', ['-C', folder, '-c', 'init.defaultBranch=main', ...args]);

describe('reading a dbt project', () => {
  let renderer: JinjaRenderer;
  let folder: string;
  let scratch: ScratchFolder;

  before(() => {
    renderer = new JinjaRenderer(jinjaProgram, 1000);
  });

  after(() => renderer.dispose());

  afterEach(() => scratch.remove());

  beforeEach(() => {
    scratch = makeScratchFolder('dbt-project');
    folder = scratch.path;
  });

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
  }

  const read = (environment: DbtEnvironment = {}, root = folder) =>
    readDbtProject(root, { HOME: path.join(folder, 'home'), ...environment }, { renderer }, neverCancelled);

  async function target(output: string, environment: DbtEnvironment = {}): Promise<DbtTarget> {
    await write({ 'dbt_project.yml': projectFile, 'profiles.yml': profiles(output) });
    const [found] = (await read(environment)).targets;
    assert.ok(found);
    return found;
  }

  it('finds the projects of a workspace and nothing that was installed', async () => {
    const real = ['dbt_project.yml', 'teams/a/dbt_project.yml', 'teams/a/integration_tests/dbt_project.yml'];
    const others = [
      'dbt_packages/utils/',
      'target/',
      'teams/a/dbt_modules/x/',
      'py/lib/',
      'node_modules/x/',
      '.hidden/',
    ];
    await write(
      Object.fromEntries(
        [...real, ...others.map((each) => `${each}dbt_project.yml`)].map((each) => [each, '']),
      ),
    );
    await write({ 'py/pyvenv.cfg': '' });
    await symlink(folder, path.join(folder, 'teams/loop'), 'junction');
    const found = await findDbtProjects(folder, neverCancelled);
    assert.deepEqual(
      found.map((each) => path.relative(folder, each).split(path.sep).join('/')),
      ['', 'teams/a', 'teams/a/integration_tests'],
    );
  });

  it('takes the profiles.yml that dbt takes', async () => {
    const places = ['engine', 'plain', 'home/.dbt'];
    await write({ 'dbt_project.yml': projectFile });
    for (const place of places) {
      await write({ [`${place}/profiles.yml`]: profiles(complete) });
    }
    const at = (name: string) => path.join(folder, name);
    const engine = { DBT_ENGINE_PROFILES_DIR: at('engine') };
    const found = async (environment: DbtEnvironment) => (await read(environment)).profiles?.foundBy;
    assert.equal(await found({ ...engine, DBT_PROFILES_DIR: at('plain') }), 'DBT_ENGINE_PROFILES_DIR');
    assert.equal(await found({ DBT_PROFILES_DIR: 'plain' }), 'DBT_PROFILES_DIR');
    assert.equal(await found({}), 'home');
    await write({ 'profiles.yml': profiles(complete) });
    assert.equal(await found({}), 'working directory');
    // A folder that is named excludes all others.
    const missing = await read({ DBT_PROFILES_DIR: at('nowhere') });
    assert.deepEqual([missing.profiles, missing.profilesSearched], [undefined, [at('nowhere/profiles.yml')]]);
  });

  it('makes a connection of a target', async () => {
    const more =
      'sslmode: verify-full\nsslrootcert: /ca.pem\nrole: builder\nsearch_path: a, b\nkeepalives_idle: 30\nconnect_timeout: 4\n';
    const made = connectionOfTarget(await target(complete + more));
    assert.ok(made.kind === 'connection');
    const { host, port, user, database, tls, role, searchPath, keepAlive, timeouts, applicationName } =
      made.profile;
    assert.deepEqual(
      {
        host,
        port,
        user,
        database,
        tls,
        role,
        searchPath,
        keepAlive,
        timeout: timeouts.connect,
        applicationName,
      },
      {
        host: 'db.example',
        port: 5433,
        user: 'ann',
        database: 'shop',
        tls: { mode: 'verify-full', rootCertificate: '/ca.pem', certificate: undefined, key: undefined },
        role: 'builder',
        searchPath: 'a, b',
        keepAlive: 30_000,
        timeout: 4000,
        applicationName: 'dbt',
      },
    );
    assert.deepEqual(connectionOfTarget(await target('type: postgres\nport: 5432\n')), {
      kind: 'incomplete',
      fields: ['host', 'user', 'database'],
    });
    assert.deepEqual(connectionOfTarget(await target('type: duckdb\npath: x.db\n')), {
      kind: 'otherAdapter',
      type: 'duckdb',
    });
  });

  it('hands out the password only to who asks for it', async () => {
    const cases: readonly (readonly [
      written: string,
      environment: DbtEnvironment,
      password: string | undefined,
    ])[] = [
      ['sekret', {}, 'sekret'],
      [`"{{ env_var('PW') }}"`, { PW: 'sekret' }, 'sekret'],
      [`"{{ env_var('DBT_ENV_SECRET_PW') }}"`, { DBT_ENV_SECRET_PW: 'sekret' }, 'sekret'],
      [`"a{{ env_var('DBT_ENV_SECRET_PW') }}z"`, { DBT_ENV_SECRET_PW: 'sek$&ret' }, 'asek$&retz'],
      [`"sek{{ret"`, {}, 'sek{{ret'],
      [`"{{ env_var('PW') }}"`, {}, `{{ env_var('PW') }}`],
      ['12345', {}, undefined],
    ];
    for (const [written, environment, password] of cases) {
      const read = await target(complete.replace('sekret', written), environment);
      assert.equal(readTargetPassword(read, environment), password, written);
      const kept = JSON.stringify([...read.fields].map(([name, { key, value }]) => [name, key, value]));
      assert.ok(!kept.includes('sek'), kept);
    }
  });

  it('renders dbt_project.yml for the default target', async () => {
    const project = `${projectFile}models:\n  shop:\n    +schema: "{{ 'live' if target.name == 'dev' else env_var('X') }}"\n    +post-hook: "{{ later() }}"\n`;
    await write({ 'dbt_project.yml': project, 'profiles.yml': profiles(complete) });
    const found = await read();
    const models = yamlValue(found.document.root, 'models', 'shop');
    assert.equal(projectScalar(found, yamlValue(models, '+schema')), 'live');
    assert.equal(projectScalar(found, yamlValue(models, '+post-hook')), '{{ later() }}');
  });

  it('goes on after a template that does not come to its end', async () => {
    const loop = `"{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}"`;
    const found = await target(`${complete}role: ${loop}\nsslmode: "{{ 'require' }}"\n`);
    assert.equal(found.fields.get('role')?.value.kind, 'unrendered');
    assert.deepEqual(found.fields.get('sslmode')?.value, { kind: 'value', value: 'require' });
  });

  it('says what it may not read', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) {
      this.skip();
    }
    await write({ 'dbt_project.yml': projectFile, 'profiles.yml': profiles(complete) });
    await chmod(path.join(folder, 'profiles.yml'), 0);
    const { problems, profiles: found } = await read();
    assert.equal(found, undefined);
    assert.match(problems.map(({ message }) => message).join(), /no permission to read profiles\.yml/);
  });

  it('says what cannot be read', async () => {
    await write({ 'dbt_project.yml': projectFile, 'profiles.yml/x': '' });
    const { problems } = await read();
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['profiles.yml is a folder; dbt wants a file.'],
    );
  });

  it('lists the files of its folders with their kinds, and its macros', async () => {
    await write({
      'dbt_project.yml': `${projectFile}model-paths: [models, more]\n`,
      'models/a.sql': '',
      'models/deep/b.py': '',
      'models/schema.yml': '',
      'models/readme.md': '',
      'more/c.sql': '',
      'seeds/d.csv': '',
      'seeds/d.sql': '',
      'macros/m.sql':
        '{# {% macro no() %} #}{% raw %}{% macro nor() %}{% endraw %}\n{%- macro generate_schema_name(a, b) -%}x{%- endmacro -%}',
      'dbt_packages/x/models/e.sql': '',
    });
    const { files, macros } = await read();
    assert.deepEqual(
      files.map(({ kind, relative }) => `${kind} ${relative}`),
      [
        'macro macros/m.sql',
        'model models/a.sql',
        'model models/deep/b.py',
        'properties models/schema.yml',
        'model more/c.sql',
        'seed seeds/d.csv',
      ],
    );
    assert.deepEqual(
      macros.map(({ name }) => name),
      ['generate_schema_name'],
    );
  });

  it('leaves out what dbt leaves out', async () => {
    await write({
      'dbt_project.yml': projectFile,
      '.dbtignore': '# old things\nmodels/old/\n*_draft.sql\n!kept_draft.sql\nOther.sql\n',
      'models/a.sql': '',
      'models/b_draft.sql': '',
      'models/kept_draft.sql': '',
      'models/deep/old/c.sql': '',
      'models/old/d.sql': '',
      'models/other.sql': '',
      'models/~e.sql': '',
      'models/#f.sql': '',
    });
    const { files } = await read();
    assert.deepEqual(
      files.map(({ relative }) => relative),
      ['models/a.sql', 'models/deep/old/c.sql', 'models/kept_draft.sql', 'models/other.sql'],
    );
  });

  it('reads a project of nothing but faults', async () => {
    for (const text of ['', '[', '- a\n', 'name: [1]\nprofile: {a: b}\nmodel-paths: 5\n', 'x: &a [*a]\n']) {
      await write({ 'dbt_project.yml': text, 'profiles.yml': text });
      const { targets } = await read();
      assert.deepEqual(targets, [], text);
    }
  });

  it('stops when it is told', async () => {
    await write({ 'dbt_project.yml': `${projectFile}x: "{{ 1 }}"\n`, 'profiles.yml': profiles(complete) });
    const aborted = AbortSignal.abort(new CancelledError());
    await assert.rejects(readDbtProject(folder, {}, { renderer }, aborted), CancelledError);
  });

  it('finds what is broken in a file with properties', async () => {
    const schema = 'version: 2\nmodels:\n  - name: a: b\n';
    await write({
      'dbt_project.yml': projectFile,
      'profiles.yml': profiles(complete),
      'models/schema.yml': schema,
    });
    const { findings } = await readProjectState(folder, {}, { renderer }, neverCancelled);
    const broken = findings.filter(({ check }) => check === 'broken-yaml').map(({ place }) => place?.file);
    assert.deepEqual(broken, [path.join(folder, 'models', 'schema.yml')]);
  });

  it('says that its thread is missing', async () => {
    await write({ 'dbt_project.yml': `${projectFile}x: "{{ 1 }}"\n`, 'profiles.yml': profiles(complete) });
    const broken = new JinjaRenderer(path.join(folder, 'nowhere.js'));
    await assert.rejects(
      readDbtProject(folder, {}, { renderer: broken }, neverCancelled),
      /Cannot find module/,
    );
    broken.dispose();
  });

  it('asks git whether it tracks the file', async () => {
    await write({ 'dbt_project.yml': projectFile, 'profiles.yml': profiles(complete) });
    const git = gitIn(folder);
    assert.equal((await read()).profiles?.isTracked, undefined);
    await git('init', '--quiet');
    assert.equal((await read()).profiles?.isTracked, false);
    await git('add', 'profiles.yml');
    assert.equal((await read()).profiles?.isTracked, true);
  });

  it('keeps what git said until the index of the repository is another', async () => {
    await write({ 'dbt_project.yml': projectFile, 'profiles.yml': profiles(complete) });
    const git = gitIn(folder);
    const tracked = new TrackedFiles();
    const ask = () => tracked.isTracked(path.join(folder, 'profiles.yml'), neverCancelled);
    await git('init', '--quiet');
    await git('add', 'dbt_project.yml');
    assert.equal(await ask(), false);
    const head = path.join(folder, '.git/HEAD');
    // Without HEAD git finds no repository: only a kept answer can still be given.
    await rename(head, `${head}.away`);
    assert.equal(await ask(), false);
    assert.equal(
      await new TrackedFiles().isTracked(path.join(folder, 'profiles.yml'), neverCancelled),
      undefined,
    );
    await rename(`${head}.away`, head);
    await git('add', 'profiles.yml');
    assert.equal(await ask(), true);
    await git('rm', '--quiet', '--cached', 'profiles.yml');
    assert.equal(await ask(), false);
  });

  it('asks git also in a linked work tree', async () => {
    await write({ 'main/a.txt': '' });
    const main = path.join(folder, 'main');
    const git = gitIn(main);
    await git('init', '--quiet');
    const author = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
    await git(...author, 'commit', '--quiet', '--allow-empty', '-m', 'Begin');
    const linked = path.join(folder, 'linked');
    await git('worktree', 'add', '--quiet', linked);
    await writeFile(path.join(linked, 'profiles.yml'), '');
    const tracked = new TrackedFiles();
    const ask = () => tracked.isTracked(path.join(linked, 'profiles.yml'), neverCancelled);
    assert.equal(await ask(), false);
    await gitIn(linked)('add', 'profiles.yml');
    assert.equal(await ask(), true);
  });

  it('asks git also about what the file is a link to', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await write({ 'dbt_project.yml': projectFile, 'checkout/profiles.yml': profiles(complete) });
    await mkdir(path.join(folder, 'home/.dbt'), { recursive: true });
    const checkout = path.join(folder, 'checkout');
    await symlink(path.join(checkout, 'profiles.yml'), path.join(folder, 'home/.dbt/profiles.yml'));
    const git = gitIn(checkout);
    await git('init', '--quiet');
    await git('add', 'profiles.yml');
    assert.equal((await read()).profiles?.isTracked, true);
  });

  it('takes variables of a chosen file before those of the program, and asks last', () => {
    const asked = new Map([
      ['A', 'asked'],
      ['B', 'asked'],
      ['C', 'asked'],
    ]);
    const envFile = new Map([['A', 'file']]);
    const { A, B, C } = dbtEnvironment({ program: { A: 'program', B: 'program' }, envFile, asked });
    assert.deepEqual([A, B, C], ['file', 'program', 'asked']);
  });
});
