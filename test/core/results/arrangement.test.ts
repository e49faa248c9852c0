import assert from 'node:assert/strict';
import { asStored, sortedBy } from '../../../src/core/results/arrangement';
import { firstHitFrom, hitNextTo } from '../../../src/core/results/hitList';
import { serverQuery } from '../../../src/core/results/serverQuery';
import { column } from '../../support/webview/resultsHost';

describe('arranging rows', () => {
  it('goes from ascending to descending to none, and keeps the others on demand', () => {
    const up = (index: number) => ({ column: index, descending: false });
    const down = (index: number) => ({ column: index, descending: true });
    assert.deepEqual(sortedBy([], 1, false), [up(1)]);
    assert.deepEqual(sortedBy([up(1)], 1, false), [down(1)]);
    assert.deepEqual(sortedBy([down(1)], 1, false), []);
    assert.deepEqual(sortedBy([up(1)], 2, false), [up(2)]);
    assert.deepEqual(sortedBy([up(1)], 2, true), [up(1), up(2)]);
    assert.deepEqual(sortedBy([up(1), up(2)], 1, true), [down(1), up(2)]);
    assert.deepEqual(sortedBy([down(1), up(2)], 1, true), [up(2)]);
  });

  it('walks through hits in both directions and around', () => {
    const hits = { rows: new Uint32Array([2, 2, 9]), columns: new Uint16Array([0, 3, 1]) };
    const steps: readonly (readonly [number, number, 1 | 0 | -1, number])[] = [
      [0, 0, 0, 0],
      [2, 0, 0, 0],
      [2, 0, 1, 1],
      [2, 3, 1, 2],
      [9, 1, 1, 0],
      [9, 1, -1, 1],
      [2, 0, -1, 2],
      [9, 5, 0, 0],
    ];
    for (const [row, at, step, expected] of steps) {
      assert.equal(hitNextTo(hits, { row, column: at }, step), expected, `${row}/${at} ${step}`);
    }
    assert.equal(firstHitFrom(hits, 3, 0), 2);
    assert.equal(
      hitNextTo({ rows: new Uint32Array(), columns: new Uint16Array() }, { row: 0, column: 0 }, 1),
      -1,
    );
  });

  it('writes a query for the server, with names that are unique and texts that are quoted', () => {
    const columns = [column('id', 'bigint'), column('Name'), column('id', 'bigint')];
    const condition = { column: 1, operator: 'contains', text: "50%'; drop", matchCase: false } as const;
    const text = serverQuery('select 1 as id, name, 2 as id from t -- all\n;', columns, {
      sort: [
        { column: 2, descending: true },
        { column: 1, descending: false },
      ],
      filter: {
        conditions: [condition, { ...condition, column: 0, operator: 'greater', text: '5' }],
        anywhere: '',
      },
    });
    assert.equal(
      text,
      `SELECT *
  FROM (
select 1 as id, name, 2 as id from t -- all
       ) AS result (id, "Name", id_2)
 WHERE "Name" ILIKE E'%50\\\\%''; drop%'
   AND id > '5'::bigint
 ORDER BY id_2 DESC, "Name";
`,
    );
    assert.match(
      serverQuery('select 1', columns, asStored),
      /^SELECT \*\n {2}FROM \(\nselect 1\n {7}\) AS result/,
    );
  });
});
