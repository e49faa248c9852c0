import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CancelledError } from '../../../../src/base/cancelSignal';
import { UserError } from '../../../../src/base/userError';
import { placeInModel } from '../../../../src/core/dbt/compile/placeInModel';
import { readRunResults } from '../../../../src/core/dbt/graph/runResults';
import {
  compiledFile,
  placeOfQuoted,
  quotedPlace,
  serverWords,
} from '../../../../src/core/dbt/run/dbtErrors';
import { dbtArguments } from '../../../../src/core/dbt/run/dbtCommand';
import { compileModel, type ModelToCompile } from '../../../../src/node/dbt/run/compileModel';
import { compileVersion } from '../../../../src/node/dbt/run/compileVersion';
import { installedDbt } from '../../../../src/node/dbt/run/installedDbt';
import { ownTargetPath } from '../../../../src/node/dbt/run/ownTargetPath';
import { runDbt } from '../../../../src/node/dbt/run/runDbt';
import { type DbtProgram, dbtOrSkip } from '../../../support/dbt';
import { eventually } from '../../../support/eventually';
import type { TestServer } from '../../../support/postgres';
import { copyDbtProject, type DbtCopy, sampleDbtEnvironment } from '../../../support/sampleDbt';
import { createSampleDatabase } from '../../../support/sampleLakehouse';
import { sharedServer } from '../../../support/sharedServer';
import { makeScratchFolder } from '../../../support/workbench/scratchFolder';

const never = new AbortController().signal;
const project = { project: 'lakehouse_marts' };

describe('The real dbt', function () {
  this.timeout(120_000);
  let dbt: DbtProgram;
  let server: TestServer;
  let database: string;
  let copy: DbtCopy | undefined;
  let env: Record<string, string | undefined>;

  before(async function () {
    dbt = await dbtOrSkip(this);
    server = await sharedServer();
    database = await createSampleDatabase(server);
    copy = await copyDbtProject();
    env = {
      ...process.env,
      ...sampleDbtEnvironment(server, database),
      DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    };
  });
  after(() => copy?.remove());

  const place = () => {
    const folder = copy?.folder ?? '';
    const targetPath = path.join(folder, 'ours');
    return {
      ...{ projectDir: folder, profilesDir: folder, profile: 'lakehouse', target: 'postgres' },
      targetPath,
    };
  };
  const compile = (model: ModelToCompile, secret = server.password) =>
    compileModel(model, { ...project, program: dbt.program, place: place(), env, secrets: [secret] }, never);
  const model = (name: string, folder = 'marts') => ({
    ...{ name, package: 'lakehouse_marts', file: `models/${folder}/${name}.sql` },
  });

  it('is known by what is installed beside it', async () => {
    assert.equal(await installedDbt(dbt.program), 'dbt 1.11.16 with dbt-postgres 1.11.0');
    assert.equal(await installedDbt(process.execPath), undefined);
    assert.equal(await installedDbt(path.join(place().projectDir, 'dbt')), undefined);
  });

  it('compiles a model for the target, and leaves what the project has written alone', async () => {
    const sql = await compile(model('mart_customer_360'));
    assert.match(sql, /"dbt_staging"\."stg_customers"/);
    assert.doesNotMatch(sql, /\{[{%]/);
    assert.equal(existsSync(path.join(place().projectDir, 'target')), false);
  });

  it('compiles one test of the many that a YAML file makes', async () => {
    const name = 'not_null_mart_customer_360_customer_id';
    const test = { name, package: 'lakehouse_marts', file: 'models/marts/marts.yml' };
    assert.match(await compile(test), /where customer_id is null/);
  });

  it('compiles a model of a package, which lies in no file of the project', async () => {
    const folder = path.join(place().projectDir, 'dbt_packages', 'other');
    await mkdir(path.join(folder, 'models'), { recursive: true });
    await writeFile(path.join(folder, 'dbt_project.yml'), "name: other\nversion: '1.0'\n");
    await writeFile(path.join(folder, 'models', 'days.sql'), 'select {{ 1 + 1 }} as day');
    const days = { name: 'days', package: 'other', file: 'models/days.sql' };
    assert.equal(await compile(days), 'select 2 as day');
    await rm(path.dirname(folder), { recursive: true });
  });

  it('says why a model does not compile, without what was compiled before', async () => {
    const broken = model('mart_customer_360');
    await writeFile(path.join(place().projectDir, broken.file), "select * from {{ ref('nobody') }}");
    await assert.rejects(compile(broken), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^dbt could not compile mart_customer_360 for target postgres\. It says: .*nobody/s,
      );
      return true;
    });
  });

  it('shows no part of a secret where what dbt says is cut', async () => {
    const broken = model('mart_customer_360');
    const secret = 'sekret-'.repeat(40);
    const text = `{{ exceptions.raise_compiler_error('x' * 400 ~ '${secret}') }}`;
    await writeFile(path.join(place().projectDir, broken.file), text);
    await assert.rejects(compile(broken, secret), ({ message }: Error) => {
      assert.match(message, /xxx/);
      assert.doesNotMatch(message, /sekret/);
      return true;
    });
  });

  it('compiles a model as the whole project was in a commit, and leaves no trace', async () => {
    const root = place().projectDir;
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
    const write = (name: string, text: string) => writeFile(path.join(root, name), text);
    const old = { ...model('mart_old'), file: 'models/marts/mart_old.sql' };
    git('init', '-q');
    await write(
      old.file,
      '{% for n in [1, 2] %}select {{ one(n) }} as n{{ " union all " if loop.first }}{% endfor %}',
    );
    await write(model('mart_customer_360').file, 'select 1 as one');
    await write('macros/one.sql', '{% macro one(n) %}{{ n }} + 1{% endmacro %}');
    await write('models/marts/with space é.yml', 'version: 2\n');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    const commit = git('rev-parse', '--short', 'HEAD').toString().trim();
    await write(old.file, "select * from {{ ref('nobody') }}");
    await rm(path.join(root, 'macros/one.sql'));
    const before = [git('status', '--porcelain', '--ignored').toString(), await copies()];
    const sql = await compileVersion(
      old,
      { commit, packages: 'dbt_packages' },
      { ...project, program: dbt.program, place: place(), env, secrets: [server.password] },
      never,
    );
    assert.equal(sql.trim(), 'select 1 + 1 as n union all select 2 + 1 as n');
    assert.deepEqual([git('status', '--porcelain', '--ignored').toString(), await copies()], before);
    await assert.rejects(
      compileVersion(
        old,
        { commit: 'HEAD~7', packages: 'dbt_packages' },
        { ...project, program: dbt.program, place: place(), env, secrets: [server.password] },
        never,
      ),
      /^UserError: git could not tell the files of .* as they were in HEAD~7\.$/,
    );
    await rm(path.join(root, old.file));
  });

  it('names the place where the server stopped, which is found in the model', async () => {
    await writeFile(path.join(place().projectDir, model('mart_customer_360').file), 'select 1 as one');
    const broken = model('mart_risk_alerts');
    const file = path.join(place().projectDir, broken.file);
    const text = (await readFile(file, 'utf8')).replace('r.calculated_at', 'r.calculated_at, r.not_there');
    await writeFile(file, text);
    const args = dbtArguments({ task: 'run', select: ['+mart_risk_alerts'] }, place());
    const output: string[] = [];
    const run = {
      program: dbt.program,
      args,
      cwd: place().projectDir,
      env,
      output: (said: string) => output.push(said),
    };
    assert.equal(await runDbt(run, never), 1);
    const results: unknown = JSON.parse(
      await readFile(path.join(place().targetPath, 'run_results.json'), 'utf8'),
    );
    const { message = '' } = readRunResults(results).runs.get('model.lakehouse_marts.mart_risk_alerts') ?? {};
    const quoted = quotedPlace(message);
    const compiled = await readFile(path.resolve(place().projectDir, compiledFile(message) ?? ''), 'utf8');
    const at = quoted && placeOfQuoted(compiled, quoted);
    const found = at && placeInModel(text, compiled, at);
    assert.equal(found && text.slice(found.range.start, found.range.end), 'r.not_there', message);
    assert.match(serverWords(message), /^column .*not_there.* does not exist$/m);
  });

  it('takes its statement back when it is cancelled', async () => {
    const slow = path.join(place().projectDir, 'models/marts/slow.sql');
    await writeFile(slow, "{{ config(materialized='table') }} select pg_sleep(600)::text as slept");
    const cancel = new AbortController();
    const args = dbtArguments({ task: 'run', select: ['slow'] }, place());
    const running = runDbt(
      { program: dbt.program, args, cwd: place().projectDir, env, output: () => undefined },
      cancel.signal,
    );
    const asleep = () =>
      server
        .query<{ n: number }>(
          "SELECT count(*)::int AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()",
        )
        .then(([row]) => row?.n === 1);
    assert.ok(await eventually(asleep, 60_000));
    cancel.abort();
    await assert.rejects(running, CancelledError);
    assert.ok(await eventually(async () => !(await asleep())));
  });
});

describe('What dbt compiles for us', () => {
  const scratch = makeScratchFolder('compiled');
  after(() => scratch.remove());

  it('lies in a folder that no name of a project or a target leads out of, or makes too long', () => {
    const folders = [
      ownTargetPath(scratch.path, '/shop', 'dev'),
      ownTargetPath(scratch.path, '/shop', '..'),
      ownTargetPath(scratch.path, `/${'проект/'.repeat(30)}`, '../../../dev'),
    ];
    assert.equal(new Set(folders).size, folders.length);
    for (const folder of folders) {
      assert.equal(path.dirname(folder), scratch.path);
      mkdirSync(folder, { recursive: true });
    }
  });

  it('is all that is ever removed, whatever a manifest calls its files', async () => {
    const precious = path.join(scratch.path, 'precious', 'file');
    mkdirSync(path.dirname(precious), { recursive: true });
    writeFileSync(precious, '');
    const place = { projectDir: scratch.path, profilesDir: scratch.path, profile: 'p', target: 't' };
    const compileWith = {
      ...{ ...project, program: process.execPath, env: process.env, secrets: [] },
      place: { ...place, targetPath: path.join(scratch.path, 'ours') },
    };
    for (const [of, file] of [
      ['..', '../precious'],
      ['shop', '../../../precious'],
      ['..', ''],
    ] as const) {
      await assert.rejects(
        compileModel({ name: 'a', package: of, file }, compileWith, never),
        /is no file of a dbt project/,
      );
      assert.ok(existsSync(precious));
    }
  });
});

/** The folders of copies that are there. */
async function copies(): Promise<readonly string[]> {
  const names = await readdir(os.tmpdir());
  return names.filter((name) => /^lakehouse-dbt-\w{6}$/.test(name));
}
