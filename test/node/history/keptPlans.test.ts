import assert from 'node:assert/strict';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { KeptPlans } from '../../../src/node/history/keptPlans';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('the plans of the history', () => {
  const scratch = makeScratchFolder('plans');
  let folder: string;
  let plans: KeptPlans;
  let count = 0;

  after(() => scratch.remove());

  beforeEach(() => {
    folder = path.join(scratch.path, `of ${++count}`);
    plans = new KeptPlans(folder);
  });

  it('come back as they were, also for another window', async () => {
    const answer = `[{"Plan": "${'ü😀 '.repeat(100_000)}"}]`;
    assert.equal(await plans.keep('2026-11-21', 'one', answer), true);
    assert.equal(await new KeptPlans(folder).read('one'), answer);
    assert.deepEqual([...(await plans.ids())], ['one']);
    const [name = ''] = await readdir(folder);
    const file = await stat(path.join(folder, name));
    assert.ok(file.size < answer.length / 50, `${file.size} bytes`);
    if (process.platform !== 'win32') {
      assert.equal(file.mode & 0o777, 0o600);
      assert.equal((await stat(folder)).mode & 0o777, 0o700);
    }
    assert.ok(!(await readFile(path.join(folder, name))).includes('Plan'));
  });

  it('are removed with their entries, by age and by size', async () => {
    const noise = (seed: number) => Array.from({ length: 3000 }, (_, at) => (at * seed) % 9973).join(' ');
    for (const [at, [day, id]] of [
      ['2026-11-01', 'old'],
      ['2026-11-20', 'first'],
      ['2026-11-20', 'second'],
      ['2026-11-21', 'third'],
    ].entries()) {
      await plans.keep(day ?? '', id ?? '', noise(7919 + at));
      const [name = ''] = (await readdir(folder)).filter((each) => each.includes(id ?? ''));
      await utimes(path.join(folder, name), at, at);
    }
    const { size } = await stat(path.join(folder, '2026-11-21.third.plan.gz'));
    await plans.retain({ before: '2026-11-10', bytes: 1e9 });
    assert.deepEqual([...(await plans.ids())].sort(), ['first', 'second', 'third']);
    await plans.retain({ before: '2026-11-10', bytes: Math.round(size * 2.5) });
    assert.deepEqual([...(await plans.ids())].sort(), ['second', 'third']);
    await plans.delete('third');
    assert.equal(await plans.read('third'), undefined);
    await plans.clear();
    assert.equal((await plans.ids()).size, 0);
  });

  it('are not read when they are broken', async () => {
    await plans.keep('2026-11-21', 'broken', 'text');
    await writeFile(path.join(folder, '2026-11-21.broken.plan.gz'), 'no gzip');
    assert.equal(await plans.read('broken'), undefined);
    assert.equal(await plans.read('../broken'), undefined);
  });
});
