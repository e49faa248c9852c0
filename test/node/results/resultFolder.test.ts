import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ResultFolder } from '../../../src/node/results/resultFolder';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';
import { until } from '../../support/workbench/until';

describe('the folder of results', () => {
  it('removes what dead processes of this machine left, and nothing else', async () => {
    const scratch = makeScratchFolder('leftovers');
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const dead = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    try {
      await new Promise((resolve) => dead.once('exit', resolve));
      const host = os.hostname();
      const kept = [`${host}~${other.pid}~aa`, `elsewhere~${dead.pid}~bb`, 'what is this'];
      for (const name of [...kept, `${host}~${dead.pid}~cc`]) {
        mkdirSync(path.join(scratch.path, name));
        writeFileSync(path.join(scratch.path, name, '1.rows'), '');
      }
      const folder = new ResultFolder(scratch.path);
      const rows = folder.newRows();
      await rows.append([{ bytes: Buffer.alloc(9 * 1024 * 1024), rows: 0, open: false }]);
      await folder.removeLeftovers();
      const names = readdirSync(scratch.path);
      assert.deepEqual(names.filter((name) => kept.includes(name)).sort(), [...kept].sort());
      assert.equal(names.filter((name) => name.includes(`~${process.pid}~`)).length, 1);
      assert.equal(names.length, kept.length + 1);
      rows.dispose();
      folder.dispose();
      await until('the own folder to go', () =>
        Promise.resolve(readdirSync(scratch.path).length === kept.length ? true : undefined),
      );
    } finally {
      other.kill();
      scratch.remove();
    }
  });

  it('does not mind a folder that is not there', async () => {
    await new ResultFolder(path.join(os.tmpdir(), 'lakehouse no such folder')).removeLeftovers();
  });
});
