import assert from 'node:assert/strict';
import { processParts } from '../../../src/core/plan/processParts';
import { computed, planText } from '../../support/planText';

const worker = (number: number, rows: number, ms: number, loops = 1) => ({
  ...{ 'Worker Number': number, 'Actual Startup Time': 0, 'Actual Total Time': ms },
  ...{ 'Actual Rows': rows, 'Actual Loops': loops },
});

function partsOf(rows: string, ms: number, loops: number, workers: readonly object[]) {
  const scan = { type: 'Seq Scan', ms, rows, planRows: 100, loops, more: { Workers: workers } };
  const { plan } = computed(planText(scan));
  const [node] = plan.nodes;
  assert.ok(node);
  return processParts(node).map(({ worker: number, rows: own, ms: spent }) => [number, own, spent]);
}

describe('What each process did', () => {
  it('gives the leader what the workers leave', () => {
    assert.deepEqual(partsOf('100', 5, 3, [worker(0, 50, 4), worker(1, 30, 6)]), [
      [undefined, 220, 5],
      [0, 50, 4],
      [1, 30, 6],
    ]);
  });

  it('knows a leader that took no part', () => {
    assert.deepEqual(partsOf('40', 5, 2, [worker(0, 50, 4), worker(1, 30, 6)]), [
      [0, 50, 4],
      [1, 30, 6],
    ]);
  });

  it('never makes rounding a negative part', () => {
    assert.deepEqual(partsOf('10', 1, 3, [worker(0, 20, 2), worker(1, 11, 2)])[0], [undefined, 0, 0]);
  });

  it('says nothing where nobody told of workers', () => {
    assert.deepEqual(partsOf('100', 5, 3, []), []);
  });
});
