import assert from 'node:assert/strict';
import { RunStore } from '../../../src/core/query/runStore';
import type { ResultColumn } from '../../../src/core/query/session';
import type { ServerMessage } from '../../../src/core/sql/serverError';

const column: ResultColumn = {
  ...{ name: 'a', typeOid: 25, typeModifier: -1, typeName: 'text' },
  ...{ tableOid: 0, attributeNumber: 0 },
};

function storeFor(texts: readonly string[], limits = { rowCap: 10, byteCap: 1_000_000 }): RunStore {
  const statements = texts.map((text) => ({ text, range: { start: 0, end: text.length } }));
  return new RunStore(statements, limits);
}

describe('run store', () => {
  it('tells which statement changed, and the end of the run', () => {
    const store = storeFor(['select 1', 'select 2']);
    const changes: (number | undefined)[] = [];
    store.onDidChange((index) => changes.push(index));
    const sink = store.start(0);
    sink.columns([column]);
    void sink.rows([['1']]);
    store.succeed(0, { commandTag: 'SELECT 1', rowCount: 1, complete: true, elapsedMs: 2 });
    store.finish();
    assert.deepEqual(changes, [0, 0, 0, 0, 1, undefined]);
    assert.deepEqual(
      store.statements.map(({ state }) => state),
      ['done', 'skipped'],
    );
    assert.equal(store.running, false);
  });

  it('keeps the rows of a whole run within its bytes, and says so', () => {
    const store = storeFor(['select 1', 'select 2'], { rowCap: 10, byteCap: 1000 });
    void store.start(0).rows([['x'.repeat(600)], ['x'.repeat(600)], ['x']]);
    assert.equal(store.statement(0)?.rows.length, 1);
    assert.match(store.statement(0)?.note ?? '', /^Only the first row is shown\./);
    assert.ok(store.bytesLeft < 400);
    void store.start(1).rows([['y']]);
    assert.equal(store.statement(1)?.rows.length, 1);
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
    void store.start(0).rows([['1']]);
    store.dispose();
    assert.deepEqual(store.statement(0)?.rows, []);
  });
});
