import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError } from '../../../../src/base/cancelSignal';
import { UserError } from '../../../../src/base/userError';
import { dbtArguments } from '../../../../src/core/dbt/run/dbtCommand';
import { readDbtVersion } from '../../../../src/core/dbt/run/dbtVersion';
import { compileModel, type ModelToCompile } from '../../../../src/node/dbt/run/compileModel';
import { runDbt } from '../../../../src/node/dbt/run/runDbt';
import { type DbtProgram, dbtOrSkip } from '../../../support/dbt';
import { eventually } from '../../../support/eventually';
import type { TestServer } from '../../../support/postgres';
import { copyDbtProject, type DbtCopy, sampleDbtEnvironment } from '../../../support/sampleDbt';
import { createSampleDatabase } from '../../../support/sampleLakehouse';
import { sharedServer } from '../../../support/sharedServer';

const never = new AbortController().signal;

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
  const compile = (model: ModelToCompile) =>
    compileModel(model, { program: dbt.program, place: place(), env, secrets: [server.password] }, never);
  const model = (name: string, folder = 'marts') => ({
    ...{ name, package: 'lakehouse_marts', file: `models/${folder}/${name}.sql` },
  });

  it('says which version it is', async () => {
    const printed: string[] = [];
    const output = (text: string) => printed.push(text);
    await runDbt({ program: dbt.program, args: ['--version'], cwd: place().projectDir, env, output }, never);
    assert.deepEqual(readDbtVersion(printed.join('')), {
      engine: 'python',
      version: '1.11.16',
      postgres: '1.11.0',
    });
  });

  it('compiles a model for the target, and leaves what the project has written alone', async () => {
    const sql = await compile(model('mart_customer_360'));
    assert.match(sql, /"dbt_staging"\."stg_customers"/);
    assert.doesNotMatch(sql, /\{[{%]/);
    assert.equal(existsSync(path.join(place().projectDir, 'target')), false);
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

  it('takes its statement back when it is cancelled', async () => {
    const slow = path.join(place().projectDir, 'models/marts/slow.sql');
    await writeFile(slow, "{{ config(materialized='table') }} select pg_sleep(600)::text as slept");
    const cancel = new AbortController();
    await writeFile(path.join(place().projectDir, model('mart_customer_360').file), 'select 1 as one');
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
