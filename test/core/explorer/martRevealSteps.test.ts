import assert from 'node:assert/strict';
import { martRevealSteps } from '../../../src/core/explorer/martRevealSteps';
import type { ExplorerNode } from '../../../src/core/explorer/nodes';

describe('the way to a relation in the view of marts', () => {
  const place = { profileId: 'lake', database: undefined };
  const row = { oid: 1, name: 'bi', owner: 'o', comment: undefined, usable: true };
  const schema: ExplorerNode = { kind: 'schema', id: 's', place, mart: true, row };
  const layer: ExplorerNode = { kind: 'layer', id: 'l', place, name: 'Marts', layer: 0, schemas: 2 };
  const layers = [
    { name: 'Core', patterns: ['core'] },
    { name: 'Marts', patterns: ['bi%', 'marts'] },
  ];

  it('is tried without a layer first, then through each', () => {
    const ways = martRevealSteps(layers, { schema: 'bi', name: 'sales' });
    assert.deepEqual(
      ways.map((steps) => [steps.length, steps[0]?.(schema), steps[0]?.(layer)]),
      [
        [2, true, false],
        [3, false, false],
        [3, false, true],
      ],
    );
    assert.equal(ways[2]?.[1]?.(schema), true);
    assert.equal(ways[0]?.[0]?.({ ...schema, row: { ...row, name: 'core' } }), false);
  });
});
