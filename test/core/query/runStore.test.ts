import assert from 'node:assert/strict';
import { RunStore } from '../../../src/core/query/runStore';
import type { ResultColumn, RowBlock } from '../../../src/core/query/session';
import type { StoredRows } from '../../../src/core/query/storedRows';
import type { ServerMessage } from '../../../src/core/sql/serverError';

const column: ResultColumn = {
  ...{ name: 'a', typeOid: 25, typeModifier: -1, typeName: 'text' },
  ...{ tableOid: 0, attributeNumber: 0 },
};

function storeFor(texts: readonly string[], limits = { rowCap: 10, byteCap: 1_000_000 }): RunStore {
  const statements = texts.map((text) => ({ text, range: { start: 0, end: text.length } }));
  return new RunStore(statements, limits, () => new CountedRows());
}

describe('run store', () => {
  it('tells which statement changed, and the end of the run', () => {
    const store = storeFor(['select 1', 'select 2']);
    const changes: (number | undefined)[] = [];
    store.onDidChange((index) => changes.push(index));
    const sink = store.start(0);
    sink.columns([column]);
    void sink.blocks([block(1, 10)]);
    store.succeed(0, { commandTag: 'SELECT 1', rowCount: 1, complete: true, elapsedMs: 2 });
    store.finish();
    assert.deepEqual(changes, [0, 0, 0, 0, 1, undefined]);
    assert.deepEqual(
      store.statements.map(({ state }) => state),
      ['done', 'skipped'],
    );
    assert.equal(store.running, false);
  });

  it('knows what the rows of a run may still take', () => {
    const store = storeFor(['select 1', 'select 2'], { rowCap: 10, byteCap: 1000 });
    for (const index of [0, 1]) {
      const sink = store.start(index);
      sink.columns([column]);
      void sink.blocks([block(2, 600)]);
    }
    assert.equal(store.statement(1)?.rows?.count, 2);
    assert.equal(store.bytesLeft, 0);
  });

  it('keeps the first notices and counts the others', () => {
    const store = storeFor(['do']);
    const sink = store.start(0);
    for (let count = 0; count < 1002; count++) {
      sink.notice({ message: String(count) } as ServerMessage);
    }
    assert.deepEqual(
      [
        store.statement(0)?.notices.length,
        store.statement(0)?.noticeCount,
        store.statement(0)?.notices[999]?.message,
      ],
      [1000, 1002, '999'],
    );
  });

  it('gives its rows back when it is disposed', () => {
    const store = storeFor(['select 1']);
    store.start(0).columns([column]);
    const rows = store.statement(0)?.rows;
    assert.ok(rows instanceof CountedRows);
    store.dispose();
    assert.equal(rows.isDisposed, true);
    assert.equal(store.statement(0)?.rows, undefined);
  });

  it('hands pinned results on from run to run, until they are closed', () => {
    const limits = { rowCap: 10, byteCap: 1000 };
    const planned = ['select 1', 'select 2'].map((text) => ({ text, range: { start: 0, end: 0 } }));
    const made: CountedRows[] = [];
    const newStore = () =>
      new RunStore(planned, limits, () => {
        const rows = new CountedRows();
        made.push(rows);
        return rows;
      });
    const first = newStore();
    for (const index of [0, 1]) {
      first.start(index).columns([]);
    }
    first.setPinned(1, true);
    const second = newStore();
    second.takePinned(first);
    first.dispose();
    const kept = second.earlier[0] ?? assert.fail('nothing was kept');
    assert.equal(kept.planned.text, 'select 2');
    assert.equal(second.statement(kept.index)?.rows, made[1]);
    assert.deepEqual(
      [second.statements.length, made.map(({ isDisposed }) => isDisposed)],
      [2, [true, false]],
    );
    const third = newStore();
    third.takePinned(second);
    second.dispose();
    assert.deepEqual(
      third.earlier.map(({ index }) => index),
      [kept.index],
      'it keeps its number',
    );
    third.closeResult(kept.index);
    assert.deepEqual(
      third.earlier.map(({ columns }) => columns),
      [undefined],
    );
    assert.equal(made[1]?.isDisposed, true);
    const fourth = newStore();
    fourth.takePinned(third);
    assert.deepEqual(fourth.earlier, []);
    third.dispose();
    fourth.dispose();
  });
});

function block(rows: number, size: number): RowBlock {
  return { bytes: new Uint8Array(size), rows, open: false };
}

/** Counts what it is given. */
class CountedRows implements StoredRows {
  count = 0;
  bytes = 0;
  isDisposed = false;
  readonly path = '';

  append(blocks: readonly RowBlock[]): void {
    for (const { bytes, rows } of blocks) {
      this.count += rows;
      this.bytes += bytes.length;
    }
  }

  block(): never {
    throw new Error('The rows are only counted.');
  }

  window(): never {
    throw new Error('The rows are only counted.');
  }

  part(): never {
    throw new Error('The rows are only counted.');
  }

  cell(): never {
    throw new Error('The rows are only counted.');
  }

  readBytes(): never {
    throw new Error('The rows are only counted.');
  }

  blockAt(): never {
    throw new Error('The rows are only counted.');
  }

  rowsAt(): never {
    throw new Error('The rows are only counted.');
  }

  dispose(): void {
    this.isDisposed = true;
  }
}
