import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { dbtOrSkip, type DbtProgram, runDbt } from '../../support/dbt';
import { runProgram } from '../../support/runProgram';

describe('The real dbt of the test bed', () => {
  let dbt: DbtProgram;
  let folder = '';

  before(async function () {
    dbt = await dbtOrSkip(this);
    folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-dbt-'));
  });

  after(async () => folder && rm(folder, { recursive: true }));

  it('has the versions that the findings are compared with', async () => {
    const code = 'import importlib.metadata as m; print(m.version("dbt-core"), m.version("dbt-postgres"))';
    assert.equal((await runProgram(dbt.python, ['-c', code])).trim(), '1.11.16 1.11.0');
  });

  it('answers with its words and its code, and sees no variable of dbt that we have', async () => {
    process.env.DBT_PROJECT_DIR = folder;
    try {
      const { code, output } = await runDbt(['debug'], folder);
      assert.equal(code, 1);
      assert.match(output, /dbt_project\.yml file \[ERROR not found\]/);
      const told = await runDbt(['parse', '--profiles-dir', folder], folder, { DBT_PROJECT_DIR: 'nowhere' });
      assert.equal(told.code, 2);
      assert.match(told.output, /nowhere/);
    } finally {
      delete process.env.DBT_PROJECT_DIR;
    }
  });
});
