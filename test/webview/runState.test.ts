import assert from 'node:assert/strict';
import { applyUpdate, automaticTab, tabbedStatements, tabLimit } from '../../webview/results/runState';
import { runOf, statement } from '../support/webview/resultsHost';

const silent = { columns: undefined, rowCount: 0, commandTag: 'CREATE TABLE' };

describe('state of a run', () => {
  it('takes the statements that changed, in order, and new ones', () => {
    const run = runOf([statement(), statement({ index: 1, state: 'running' })], { running: true });
    const changed = applyUpdate(run, {
      runId: 1,
      running: false,
      statements: [statement({ index: 1, rowCount: 5 }), statement({ index: 2 })],
      heads: [],
    });
    assert.deepEqual(
      changed.statements.map(({ index, state, rowCount }) => [index, state, rowCount]),
      [
        [0, 'done', 1000],
        [1, 'done', 5],
        [2, 'done', 1000],
      ],
    );
    assert.equal(changed.running, false);
  });

  it('ignores news of another run', () => {
    const run = runOf([statement()]);
    assert.equal(applyUpdate(run, { runId: 2, running: true, statements: [], heads: [] }), run);
  });

  it('puts the first result in front, a failure before it, else the messages', () => {
    assert.equal(automaticTab(runOf([statement(silent), statement({ index: 1 })])), 1);
    assert.equal(automaticTab(runOf([statement(), statement({ index: 1, state: 'failed' })])), 'messages');
    assert.equal(automaticTab(runOf([statement(silent)])), 'messages');
  });

  it('gives tabs to the first results and to the one in front', () => {
    const run = runOf(Array.from({ length: 10_000 }, (_, index) => statement({ index })));
    const indexes = tabbedStatements(run, 9000).map(({ index }) => index);
    assert.equal(indexes.length, tabLimit + 1);
    assert.equal(indexes.at(-1), 9000);
  });
});
