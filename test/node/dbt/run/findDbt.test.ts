import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findDbt } from '../../../../src/node/dbt/run/findDbt';
import { makeScratchFolder, type ScratchFolder } from '../../../support/workbench/scratchFolder';

const windows = process.platform === 'win32';
const inEnvironment = windows ? path.join('Scripts', 'dbt.exe') : path.join('bin', 'dbt');
const onPath = windows ? 'dbt.exe' : 'dbt';

describe('finding dbt', () => {
  let scratch: ScratchFolder;
  let top: string;
  let project: string;

  beforeEach(() => {
    scratch = makeScratchFolder('find-dbt');
    top = path.join(scratch.path, 'repository');
    project = path.join(top, 'analytics', 'dbt');
    mkdirSync(project, { recursive: true });
  });
  afterEach(() => scratch.remove());

  const find = (env: Readonly<Record<string, string>> = {}, setting = '') =>
    findDbt({ setting, project, top, env, platform: process.platform });

  it('takes the virtual environment next to the project before that of the repository', async () => {
    program(path.join(top, '.venv', inEnvironment));
    const near = program(path.join(project, 'venv', inEnvironment));
    assert.deepEqual(await find(), { file: near, foundBy: 'virtual environment' });
  });

  it('looks up to the folder of the workspace, and not above it', async () => {
    program(path.join(scratch.path, '.venv', inEnvironment));
    assert.equal(await find(), undefined);
    const own = program(path.join(top, '.venv', inEnvironment));
    assert.equal((await find())?.file, own);
  });

  it('takes the environment that is active, then PATH, where relative folders do not count', async () => {
    const elsewhere = program(path.join(scratch.path, 'bin', onPath));
    const env = { PATH: ['.', path.dirname(elsewhere)].join(path.delimiter) };
    program(path.join(project, onPath));
    assert.deepEqual(await find(env), { file: elsewhere, foundBy: 'PATH' });
    const active = program(path.join(scratch.path, 'active', inEnvironment));
    const both = { ...env, VIRTUAL_ENV: path.join(scratch.path, 'active') };
    assert.deepEqual(await find(both), { file: active, foundBy: 'virtual environment' });
  });

  it('passes over a folder of that name, and over a file that is no program', async () => {
    mkdirSync(path.join(project, '.venv', inEnvironment), { recursive: true });
    if (!windows) {
      mkdirSync(path.join(project, 'venv', 'bin'), { recursive: true });
      writeFileSync(path.join(project, 'venv', inEnvironment), '');
    }
    assert.equal(await find(), undefined);
  });

  it('believes the setting, from the project’s folder', async () => {
    program(path.join(project, '.venv', inEnvironment));
    assert.deepEqual(await find({}, '../tools/dbt'), {
      file: path.join(top, 'analytics', 'tools', 'dbt'),
      foundBy: 'setting',
    });
  });
});

function program(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}
