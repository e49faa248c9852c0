import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HistoryFiles } from '../../../src/node/history/historyFiles';
import { entryOf } from '../../support/historyEntries';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const today = '2026-11-21';

describe('the files of the history', () => {
  let scratch: ReturnType<typeof makeScratchFolder>;

  beforeEach(() => {
    scratch = makeScratchFolder('history');
  });

  afterEach(() => scratch.remove());

  const names = () => readdirSync(scratch.path).sort();
  const idsOf = async (day: string) =>
    (await new HistoryFiles(scratch.path).read(day)).map((entry) => entry.id);

  it('keep what was written, by day and newest first, for the owner alone', async () => {
    const files = new HistoryFiles(scratch.path);
    const first = entryOf({ id: 'a', startedAt: 1, text: 'select 1\n-- ü🐘', code: '42601', message: 'no' });
    await Promise.all([
      files.append(today, first),
      files.append(today, entryOf({ id: 'b', startedAt: 2 })),
      files.append('2026-11-20', entryOf({ id: 'c', startedAt: 0 })),
    ]);
    const others = new HistoryFiles(scratch.path);
    assert.deepEqual(await others.days(), [today, '2026-11-20']);
    assert.deepEqual(await idsOf(today), ['b', 'a']);
    assert.deepEqual((await others.read(today))[1], first);
    if (process.platform !== 'win32') {
      for (const name of names()) {
        assert.equal(statSync(path.join(scratch.path, name)).mode & 0o777, 0o600);
      }
    }
  });

  it('hold every line of several processes that write at the same time', async () => {
    const [writers, runs] = [3, 300];
    const program = path.join(__dirname, '../../support/historyWriter.js');
    const processes = Array.from({ length: writers }, (_, index) =>
      fork(program, [scratch.path, today, String(index), String(runs)]),
    );
    const codes = await Promise.all(processes.map(async (each) => (await once(each, 'exit'))[0] as unknown));
    assert.deepEqual(codes, [0, 0, 0]);
    const entries = await new HistoryFiles(scratch.path).read(today);
    assert.equal(new Set(entries.map(({ id }) => id)).size, writers * runs);
    assert.ok(entries.every(({ text }) => text.endsWith('end')));
  });

  it('pass over a half-written line, and whatever else is no entry', async () => {
    const files = new HistoryFiles(scratch.path);
    await files.append(today, entryOf({ id: 'whole' }));
    const [name = ''] = names();
    const file = path.join(scratch.path, name);
    appendFileSync(file, '{"id":"half","startedAt":12,"te');
    assert.deepEqual(await idsOf(today), ['whole']);
    const lines = [
      '',
      '[]',
      'null',
      '{}',
      '{"id":"../../x","outcome":"done","startedAt":1}',
      '{"id":"x"}',
      '\0',
    ];
    writeFileSync(path.join(scratch.path, `${today}.aaaa.0001.jsonl`), lines.join('\n'));
    writeFileSync(path.join(scratch.path, 'else.txt'), 'else');
    assert.deepEqual(await idsOf(today), ['whole']);
    assert.deepEqual(await files.days(), [today]);
  });

  it('delete one entry so that nothing of it is left, while others write', async () => {
    const [one, other] = [new HistoryFiles(scratch.path), new HistoryFiles(scratch.path)];
    await one.append(today, entryOf({ id: 'a', startedAt: 1, text: 'select über_geheim' }));
    await one.append(today, entryOf({ id: 'b', startedAt: 2 }));
    await Promise.all([
      other.delete(today, 'a'),
      ...['c', 'd', 'e'].map((id) => one.append(today, entryOf({ id, startedAt: 3 }))),
    ]);
    assert.deepEqual((await idsOf(today)).sort(), ['b', 'c', 'd', 'e']);
    assert.ok(
      names().every((name) => !readFileSync(path.join(scratch.path, name), 'utf8').includes('geheim')),
    );
    await other.delete(today, 'not there');
  });

  it('clear, and go on', async () => {
    const [one, other] = [new HistoryFiles(scratch.path), new HistoryFiles(scratch.path)];
    await one.append(today, entryOf({ id: 'a' }));
    await other.clear();
    assert.deepEqual(names(), []);
    await one.append(today, entryOf({ id: 'b' }));
    assert.deepEqual(await idsOf(today), ['b']);
  });

  it('let go what is older than the days that are kept', async () => {
    const files = new HistoryFiles(scratch.path);
    for (const day of ['2026-08-01', '2026-08-23', today]) {
      await files.append(day, entryOf({ id: day }));
    }
    await files.retain({ before: '2026-08-23', bytes: 1_000_000 });
    assert.deepEqual(await files.days(), [today, '2026-08-23']);
  });

  it('let go the oldest when they are too large, and begin a new file every few megabytes', async () => {
    const files = new HistoryFiles(scratch.path);
    const text = 'x'.repeat(1_000_000);
    await files.append('2026-11-20', entryOf({ id: 'old', text }));
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await files.append(today, entryOf({ id, text }));
    }
    assert.equal(names().length, 3);
    // The order of writing, on file systems that know only seconds.
    names().forEach((name, index) => utimesSync(path.join(scratch.path, name), index, index));
    await files.retain({ before: '2000-01-01', bytes: 6_900_000 });
    assert.deepEqual(await files.days(), [today]);
    await files.retain({ before: '2000-01-01', bytes: 3_000_000 });
    assert.deepEqual((await idsOf(today)).sort(), ['e', 'f']);
  });

  it('do not mind a folder that is not there', async () => {
    const files = new HistoryFiles(path.join(scratch.path, 'nowhere'));
    assert.deepEqual(await files.days(), []);
    assert.deepEqual(await files.read(today), []);
    await files.retain({ before: today, bytes: 0 });
    await files.clear();
  });
});
