import assert from 'node:assert/strict';
import {
  deleteRows,
  editCount,
  type EditHistory,
  editWords,
  emptyHistory,
  insertRow,
  noEdits,
  redo,
  setCells,
  step,
  undo,
} from '../../../src/core/editing/edits';

const set = (row: number, column: number, value: string) =>
  ({ row, column, value: { kind: 'text', text: value }, before: 'old' }) as const;

describe('edits that are not applied yet', () => {
  it('forgets a change that gives a cell its old value back', () => {
    const edits = setCells(noEdits, [set(1, 0, 'new'), set(1, 1, 'new')]);
    assert.deepEqual(
      [...(setCells(edits, [set(1, 0, 'old')]).changed.get(1) ?? [])],
      [[1, { kind: 'text', text: 'new' }]],
    );
    assert.equal(editCount(setCells(edits, [set(1, 0, 'old'), set(1, 1, 'old')])), 0);
    const empty = setCells(noEdits, [{ row: 0, column: 0, value: { kind: 'text', text: '' }, before: null }]);
    assert.equal(editCount(empty), 1, 'an empty text is not NULL');
  });

  it('counts a deleted row once, and takes a deletion back', () => {
    const edits = deleteRows(setCells(noEdits, [set(1, 0, 'new')]), [1, 2]);
    assert.equal(editWords(edits), '2 rows deleted');
    assert.equal(editWords(deleteRows(edits, [1, 2])), '1 row changed');
    assert.equal(editWords(deleteRows(edits, [2, 3])), '3 rows deleted');
    assert.equal(editWords(noEdits), 'no changes');
  });

  it('drops a new row with its values', () => {
    const edits = setCells(insertRow(insertRow(noEdits)), [set(-1, 0, 'a'), set(-2, 0, 'b')]);
    assert.equal(editWords(edits), '2 rows added');
    const left = deleteRows(edits, [-1]);
    assert.deepEqual([left.inserted, [...left.changed.keys()]], [[-2], [-2]]);
    assert.deepEqual(insertRow(left).inserted, [-2, -3]);
  });

  it('undoes and redoes step by step', () => {
    let history: EditHistory = emptyHistory;
    for (const value of ['a', 'b', 'c']) {
      history = step(history, setCells(history.present, [set(0, 0, value)]));
    }
    const now = () => {
      const value = history.present.changed.get(0)?.get(0);
      return value?.kind === 'text' ? value.text : undefined;
    };
    history = undo(undo(history));
    assert.equal(now(), 'a');
    history = redo(history);
    assert.equal(now(), 'b');
    history = step(history, insertRow(history.present));
    assert.equal(redo(history), history, 'what was undone is forgotten');
    for (let steps = 0; steps < 5; steps++) {
      history = undo(history);
    }
    assert.equal(editCount(history.present), 0);
  });
});
