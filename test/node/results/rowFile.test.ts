import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../../src/base/userError';
import type { Cell } from '../../../src/core/ports';
import { RowFile } from '../../../src/node/results/rowFile';
import { dataRows as block } from '../../support/dataRows';
import { until } from '../../support/workbench/until';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const all = Number.MAX_SAFE_INTEGER;

describe('the rows of a result on the disk', () => {
  const scratch = makeScratchFolder('rows');
  let files = 0;
  let file: string;
  let rows: RowFile;

  beforeEach(() => {
    file = path.join(scratch.path, 'own', `${++files}.rows`);
    rows = new RowFile(file);
  });

  afterEach(() => rows.dispose());
  after(() => scratch.remove());

  const window = (first: number, count: number, firstColumn = 0, columnCount = 100) =>
    rows.window({ first, count, firstColumn, columnCount }, all);

  it('keeps a small result in memory', async () => {
    void rows.append([block([['1', null, '']])]);
    assert.deepEqual(await window(0, 10), [['1', null, '']]);
    assert.equal(existsSync(file), false);
  });

  it('keeps a large one in a file for its owner alone, and takes it away', async () => {
    await fill(rows, 100_000);
    assert.equal(rows.count, 100_000);
    await until('the rows to be on the disk', () =>
      Promise.resolve(statSync(file).size === rows.bytes ? true : undefined),
    );
    if (process.platform !== 'win32') {
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
    }
    rows.dispose();
    await until('the file to go away', () => Promise.resolve(existsSync(file) ? undefined : true));
  });

  it('reads any window, also while more arrives', async () => {
    const filling = fill(rows, 200_000);
    await delay(1);
    for (let seed = 1; seed < 300; seed++) {
      const first = (seed * 7919) % Math.max(1, rows.count);
      const found = await window(first, 3, 1, 1);
      assert.deepEqual(found[0], [nameOf(first)]);
    }
    await filling;
    assert.deepEqual(await window(199_999, 10), [rowOf(199_999)]);
    assert.deepEqual(await window(200_000, 10), []);
    assert.deepEqual(await window(65_000, 2, 2, 5), [rowOf(65_000).slice(2), rowOf(65_001).slice(2)]);
  });

  it('cuts long values between characters', async () => {
    void rows.append([block([['ä😀é'.repeat(100), 'short']])]);
    const cut = async (bytes: number) =>
      (await rows.window({ first: 0, count: 1, firstColumn: 0, columnCount: 2 }, bytes))[0];
    assert.deepEqual(await cut(5), ['ä', 'short']);
    assert.deepEqual(await cut(6), ['ä😀', 'short']);
    assert.deepEqual(await cut(7), ['ä😀', 'short']);
    assert.deepEqual(await cut(8), ['ä😀é', 'short']);
    assert.deepEqual(await rows.cell(0, 0, 8), { text: 'ä😀é', bytes: 800 });
    assert.deepEqual(await rows.cell(0, 1, 8), { text: 'short', bytes: 5 });
    assert.deepEqual(await rows.cell(7, 1, 8), { text: null, bytes: 0 });
  });

  it('takes a row in pieces, and counts it when it is whole', async () => {
    const large = block([['1', 'x'.repeat(3_000_000), null, 'end']]).bytes;
    void rows.append([block([rowOf(0)])]);
    for (let at = 0; at < large.length; at += 700_000) {
      assert.equal(rows.count, 1);
      const piece = large.subarray(at, at + 700_000);
      void rows.append([{ bytes: piece, rows: at === 0 ? 1 : 0, open: at + 700_000 < large.length }]);
    }
    void rows.append([block([rowOf(2)])]);
    assert.equal(rows.count, 3);
    const shortened = await rows.window({ first: 0, count: 3, firstColumn: 0, columnCount: 9 }, 10);
    assert.deepEqual(shortened[1], ['1', 'xxxxxxxxxx', null, 'end']);
    assert.deepEqual(await window(2, 1), [rowOf(2)]);
    assert.deepEqual(await rows.cell(1, 3, all), { text: 'end', bytes: 3 });
    assert.equal((await rows.cell(1, 1, all)).bytes, 3_000_000);
  });

  it('holds back whoever appends faster than the disk takes', async () => {
    const waits: Promise<void>[] = [];
    for (let count = 0; count < 20; count++) {
      const wait = rows.append([{ bytes: Buffer.alloc(1024 * 1024), rows: 0, open: false }]);
      if (wait) {
        waits.push(wait);
      }
    }
    assert.equal(waits.length, 12);
    await Promise.all(waits);
    await until('the disk to have it', () =>
      Promise.resolve(statSync(file).size === 20 * 1024 * 1024 ? true : undefined),
    );
  });

  it('frees the memory of rows that are on the disk, when nobody else uses it', async () => {
    const shared = Buffer.alloc(1024 * 1024);
    const own = Buffer.alloc(1024 * 1024);
    void rows.append([
      { bytes: shared, rows: 0, open: false },
      { bytes: own, rows: 0, open: false, sole: true },
    ]);
    await until('the memory to be free', () => Promise.resolve(own.length === 0 ? true : undefined));
    assert.equal(shared.length, 1024 * 1024);
    assert.equal((await rows.readBytes(1024 * 1024, 1024 * 1024)).length, 1024 * 1024);
  });

  it('says that the disk cannot be written, and keeps what it has', async () => {
    rows = new RowFile(path.join('/dev/null', 'nowhere', '1.rows'));
    const error = await fill(rows, 100_000).then(
      () => undefined,
      (caught: unknown) => caught,
    );
    assert.ok(error instanceof UserError);
    assert.match(error.message, /^The rows could not be written to the disk: /);
    assert.deepEqual(await window(0, 1), [rowOf(0)]);
    assert.deepEqual((await window(rows.count - 1, 5)).length, 1);
  });
});

async function fill(rows: RowFile, count: number): Promise<void> {
  for (let first = 0; first < count; first += 500) {
    await rows.append([block(Array.from({ length: 500 }, (_, index) => rowOf(first + index)))]);
  }
}

function rowOf(row: number): readonly Cell[] {
  return [String(row), nameOf(row), row % 3 === 0 ? null : 'x'.repeat(row % 50), ''];
}

function nameOf(row: number): string {
  return `Näme ${row * 31}`;
}
