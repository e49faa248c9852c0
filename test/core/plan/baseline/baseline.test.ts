import assert from 'node:assert/strict';
import {
  baselineName,
  readBaseline,
  statementLine,
  writeBaseline,
} from '../../../../src/core/plan/baseline/baselineFile';
import { checkShape, settledShape } from '../../../../src/core/plan/baseline/checkShape';
import { type PlanShape, shapeOf } from '../../../../src/core/plan/baseline/planShape';
import { computed, type NodeText, planText } from '../../../support/planText';

type More = Readonly<Record<string, unknown>>;

function node(type: string, planRows: number, more: More = {}, plans: readonly NodeText[] = []): NodeText {
  return { type, planRows, more, plans };
}

const table = (name: string, alias = name): More => ({ Schema: 'core', 'Relation Name': name, Alias: alias });

function shape(root: NodeText): PlanShape {
  return shapeOf(computed(planText(root)).plan);
}

function file(root: PlanShape): string {
  return writeBaseline({ statements: [{ number: 1, sql: 'select ?', shape: root }] })
    .split('\n')
    .slice(4, -1)
    .join('\n');
}

const strange = 'a "b" on c using d: ';

const nested = (index: string, rows: number) =>
  node('Limit', 10, {}, [
    node('Nested Loop', rows, { 'Parent Relationship': 'Outer', 'Join Type': 'Left' }, [
      node('Seq Scan', rows, { 'Parent Relationship': 'Outer', ...table('loans', 'l') }),
      node('Index Scan', 1, {
        'Parent Relationship': 'Inner',
        'Index Name': index,
        ...table(strange, 'm'),
      }),
    ]),
  ]);

describe('A plan baseline', () => {
  it('is a line for each node, without times and constants', () => {
    assert.equal(
      file(shape(nested('members_pkey', 2500))),
      [
        '  Limit | rows 10^1',
        '    Nested Loop Left Join | rows 10^3',
        '      Seq Scan on core.loans l | rows 10^3',
        '      Index Scan using members_pkey on core."a ""b"" on c using d: " m | rows 10^0',
      ].join('\n'),
    );
  });

  it('reads what it writes, whatever the names are', () => {
    const made = writeBaseline({
      statements: [
        { number: 2, sql: 'select ? from x', shape: shape(nested(strange, 5)) },
        {
          number: 1,
          sql: 'insert',
          shape: shape(
            node('ModifyTable', 1, { Operation: 'Insert', ...table('loans') }, [
              node('Aggregate', 7, {
                'Parent Relationship': 'InitPlan',
                'Subplan Name': 'CTE recent one',
                Strategy: 'Hashed',
              }),
            ]),
          ),
        },
      ],
    });
    const { value, problems } = readBaseline(made);
    assert.deepEqual(problems, []);
    assert.equal(writeBaseline(value), made);
    assert.match(made, /CTE "recent one": HashAggregate \| rows 10\^0/);
    assert.deepEqual(readBaseline(made.replaceAll('\n', '\r\n')).value, value);
  });

  it('tells which lines it does not understand', () => {
    const { value, problems } = readBaseline('statement 1: x\n  Seq Scan on t\nnonsense\n        Deep');
    assert.deepEqual(problems, [
      { line: 3, message: 'This line is neither a statement nor a node of a plan.' },
    ]);
    assert.deepEqual(
      value.statements[0]?.shape.map(({ depth, action }) => [depth, action]),
      [
        [0, 'Seq Scan'],
        [1, 'Deep'],
      ],
    );
  });

  const estimates: readonly (readonly [saved: number, now: number, same: boolean])[] = [
    [100, 99, true],
    [100, 320, true],
    [999, 1001, true],
    [999, 3000, true],
    [150, 35, true],
    [150, 20, false],
    [999, 4000, false],
    [1, 25, true],
    [1, 40, false],
    [0, 9, true],
  ];
  for (const [saved, now, same] of estimates) {
    it(`takes an estimate of ${now} rows for ${same ? 'about' : 'not'} ${saved}`, () => {
      const before = shape(node('Seq Scan', saved, table('t')));
      const { differences, expected, actual } = checkShape(before, shape(node('Seq Scan', now, table('t'))));
      assert.equal(differences.length === 0, same, differences.join());
      assert.equal(expected.join() === actual.join(), same);
    });
  }

  it('says what changed', () => {
    const before = shape(nested('members_pkey', 2500));
    const after = shape(
      node('Limit', 10, {}, [
        node('Hash Join', 200_000, { 'Parent Relationship': 'Outer', 'Join Type': 'Left' }, [
          node('Seq Scan', 200_000, { 'Parent Relationship': 'Outer', ...table('loans', 'l') }),
          node('Hash', 5, { 'Parent Relationship': 'Inner' }, [
            node('Seq Scan', 5, { 'Parent Relationship': 'Outer', ...table(strange, 'm') }),
          ]),
        ]),
      ]),
    );
    assert.deepEqual(checkShape(before, after).differences, [
      'Nested Loop Left Join of l and m became a Hash Left Join.',
      'A Hash was added.',
      'Index Scan on core."a ""b"" on c using d: " m became a Seq Scan.',
      'The estimate of Hash Left Join of l and m went from about 10^3 to about 10^5 rows.',
      'The estimate of Seq Scan on core.loans l went from about 10^3 to about 10^5 rows.',
    ]);
    assert.deepEqual(checkShape(before, before).differences, []);
    const { value } = readBaseline(writeBaseline({ statements: [{ number: 1, sql: '', shape: before }] }));
    assert.deepEqual(checkShape(value.statements[0]?.shape ?? [], before).differences, []);
  });

  it('keeps the classes of estimates that are about the same', () => {
    const before = shape(node('Seq Scan', 900, table('t')));
    assert.equal(settledShape(before, shape(node('Seq Scan', 1100, table('t'))))[0]?.rows?.exponent, 2);
    assert.equal(settledShape(before, shape(node('Seq Scan', 11_000, table('t'))))[0]?.rows?.exponent, 4);
  });

  it('takes a partition more for the same plan', () => {
    const partitions = (count: number) =>
      node(
        'Append',
        count * 100,
        {},
        Array.from({ length: count }, (_, index) =>
          node('Index Scan', 100, {
            'Parent Relationship': 'Member',
            'Index Name': `loans_2024_${index}_day_idx`,
            ...table(`loans_2024_${index}`, `loans_${index + 1}`),
          }),
        ),
      );
    assert.equal(
      file(shape(partitions(12))),
      ['  Append | rows 10^3', '    each Index Scan using "*_day_idx" on loans'].join('\n'),
    );
    assert.deepEqual(checkShape(shape(partitions(12)), shape(partitions(13))).differences, []);
  });

  it('finds a statement again when its constants, comments and layout changed', () => {
    const line = 'select * from t where a in (?) and b = ? and c.d = ?';
    for (const text of [
      "SELECT *\nFROM t -- all\nWHERE a IN (1, 2, 3) AND b = 'x' AND c.d = $1;",
      'select * from t where a in (9) and b = $$y$$ and c . d = 1.5',
    ]) {
      assert.equal(statementLine(text), line);
    }
    assert.equal(Array.from(statementLine(`select ${'a,'.repeat(500)}`)).length, 161);
    assert.equal(baselineName('/x.y/loans.sql'), '/x.y/loans.plan-baseline');
  });
});
