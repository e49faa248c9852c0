import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { changedNodes } from '../../../src/node/dbt/graph/changedNodes';
import { dbtGraphOf, dbtNode } from '../../support/dbtNodes';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('what changed since dbt ran', () => {
  const scratch = makeScratchFolder('changed-nodes');

  after(() => scratch.remove());

  it('is what has a run and a younger file', async () => {
    const at = new Date('2026-11-21T10:00:00Z');
    const write = async (file: string, seconds: number) => {
      await mkdir(path.dirname(path.join(scratch.path, file)), { recursive: true });
      await writeFile(path.join(scratch.path, file), 'select 1');
      const time = new Date(at.getTime() + seconds * 1000);
      await utimes(path.join(scratch.path, file), time, time);
    };
    const nodes = ['older', 'younger', 'gone', 'never'].map((name) =>
      dbtNode(`model.shop.${name}`, { file: `models/${name}.sql` }),
    );
    await write('models/older.sql', -1);
    await write('models/younger.sql', 1);
    await write('models/never.sql', 1);
    const run = { status: 'success', at: at.toISOString(), seconds: 1, message: undefined, rows: undefined };
    const runs = new Map(['older', 'younger', 'gone'].map((name) => [`model.shop.${name}`, run] as const));
    assert.deepEqual(await changedNodes(scratch.path, dbtGraphOf(nodes), runs), ['model.shop.younger']);
  });
});
