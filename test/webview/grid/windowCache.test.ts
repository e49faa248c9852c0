import assert from 'node:assert/strict';
import { CancelledError } from '../../../src/base/cancelSignal';
import { Deferred } from '../../../src/base/deferred';
import type { RowWindow } from '../../../src/protocol/results';
import { WindowCache, type WindowPlace } from '../../../webview/results/grid/windowCache';

describe('window cache', () => {
  it('loads what is visible and one window ahead, each once', async () => {
    const { cache, asked, settle } = setUp(100_000, 10);
    cache.want(rows(0, 20), 1);
    cache.want(rows(0, 20), 1);
    assert.deepEqual(asked.map(firstRow), [0, 100]);
    await settle();
    assert.equal(cache.cell(5, 3), '5:3');
    cache.want(rows(5000, 5020), -1);
    assert.deepEqual(asked.slice(2).map(firstRow), [5000, 4900]);
  });

  it('loads only the columns in sight', () => {
    const { cache, asked } = setUp(10, 1600);
    cache.want({ firstRow: 0, lastRow: 9, columns: numbers(700, 730) }, 1);
    assert.deepEqual(
      asked.map(({ place }) => [place.firstColumn, place.columnCount, place.count]),
      [
        [672, 32, 10],
        [704, 32, 10],
      ],
    );
  });

  it('cancels what has left the screen before it came, and asks again when it is back', async () => {
    const { cache, asked, settle } = setUp(100_000, 4);
    cache.want(rows(0, 20), 1);
    cache.want(rows(50_000, 50_020), 1);
    assert.deepEqual(
      asked.map(({ place, signal }) => [place.first, signal.aborted]),
      [
        [0, true],
        [100, true],
        [50_000, false],
        [50_100, false],
      ],
    );
    await settle();
    assert.equal(cache.cell(0, 0), undefined);
    cache.want(rows(0, 20), 1);
    await settle();
    assert.equal(cache.cell(0, 0), '0:0');
  });

  it('never has more than four requests on the way', async () => {
    const { cache, asked, settle } = setUp(1000, 320);
    cache.want({ firstRow: 0, lastRow: 20, columns: numbers(0, 319) }, 1);
    assert.equal(asked.length, 4);
    await settle();
    cache.want({ firstRow: 0, lastRow: 20, columns: numbers(0, 319) }, 1);
    assert.equal(asked.length, 8);
  });

  it('completes its last window when the result grows, and shows the old rows meanwhile', async () => {
    const { cache, asked, settle } = setUp(30, 4);
    cache.want(rows(0, 20), 1);
    await settle();
    cache.rowCount = 60;
    cache.want(rows(0, 20), 1);
    assert.equal(asked[1]?.place.count, 60);
    assert.equal(cache.cell(7, 1), '7:1');
    await settle();
    assert.equal(cache.cell(59, 3), '59:3');
  });

  it('takes a short answer as it is', async () => {
    const asked: WindowPlace[] = [];
    const cache = new WindowCache(
      {
        load: (place) => {
          asked.push(place);
          return Promise.resolve({ first: place.first, firstColumn: 0, rows: [] });
        },
        arrived: () => undefined,
        changed: () => undefined,
      },
      4,
    );
    cache.rowCount = 30;
    for (let round = 0; round < 3; round++) {
      cache.want(rows(0, 20), 1);
      await new Promise(setImmediate);
    }
    assert.equal(asked.length, 1);
  });

  it('keeps a failure until it is told to try again', async () => {
    const { cache, asked, settle, fail } = setUp(50, 4);
    cache.want(rows(0, 20), 1);
    await fail('The disk is full.');
    cache.want(rows(0, 20), 1);
    assert.equal(asked.length, 1);
    assert.equal(cache.problem, 'The disk is full.');
    assert.equal(cache.failure(3, 0), 'The disk is full.');
    cache.retry();
    assert.equal(cache.problem, undefined);
    cache.want(rows(0, 20), 1);
    await settle();
    assert.equal(cache.cell(3, 0), '3:0');
  });

  it('forgets what was not seen for long', async () => {
    const { cache, settle } = setUp(1_000_000, 4);
    for (let first = 0; first <= 20_000; first += 100) {
      cache.want(rows(first, first + 20), 1);
      await settle();
    }
    assert.equal(cache.cell(20_000, 0), '20000:0');
    assert.equal(cache.cell(0, 0), undefined);
  });
});

interface Asked {
  readonly place: WindowPlace;
  readonly signal: AbortSignal;
  readonly answer: Deferred<RowWindow>;
}

function setUp(rowCount: number, columnCount: number) {
  const asked: Asked[] = [];
  let settled = 0;
  const cache = new WindowCache(
    {
      load: (place, signal) => {
        const answer = new Deferred<RowWindow>();
        signal.addEventListener('abort', () => answer.reject(new CancelledError()));
        asked.push({ place, signal, answer });
        return answer.promise;
      },
      arrived: () => undefined,
      changed: () => undefined,
    },
    columnCount,
  );
  cache.rowCount = rowCount;
  const settle = async () => {
    asked.slice(settled).forEach(({ place, answer }) => answer.resolve(windowOf(place)));
    settled = asked.length;
    await new Promise(setImmediate);
  };
  const fail = async (message: string) => {
    asked.forEach(({ answer }) => answer.reject(new Error(message)));
    await new Promise(setImmediate);
  };
  return { cache, asked, settle, fail };
}

function windowOf({ first, count, firstColumn, columnCount }: WindowPlace): RowWindow {
  const numbers = (length: number) => Array.from({ length }, (_, index) => index);
  return {
    first,
    firstColumn,
    rows: numbers(count).map((row) =>
      numbers(columnCount).map((column) => `${first + row}:${firstColumn + column}`),
    ),
  };
}

function numbers(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function rows(firstRow: number, lastRow: number) {
  return { firstRow, lastRow, columns: numbers(0, 3) };
}

function firstRow({ place }: Asked): number {
  return place.first;
}
