import assert from 'node:assert/strict';
import { columnPlace } from '../../../../src/core/dbt/live/columnPlace';
import { sameType } from '../../../../src/core/dbt/live/dataType';
import { dbtRole } from '../../../../src/core/dbt/live/dbtRole';
import { graphOfTarget } from '../../../../src/core/dbt/live/graphOfTarget';
import type { LiveFacts } from '../../../../src/core/dbt/live/liveFacts';
import { listed } from '../../../../src/core/dbt/live/liveFinding';
import { configEdit, configValueEdit } from '../../../../src/core/dbt/live/modelConfig';
import { dbtGraph, dbtNode, dbtProject, dbtTarget } from '../../../support/dbtLiveBed';

const orders = dbtNode({ kind: 'model', name: 'orders', schema: 'marts' });

function facts(text: string, file = orders.file): LiveFacts {
  const target = dbtTarget('dev', { schema: 'marts' });
  return {
    project: dbtProject('/shop', [target], [file]),
    target,
    graph: undefined,
    runs: new Map(),
    failure: undefined,
    catalog: undefined,
    texts: new Map([[file, text]]),
    now: 0,
  };
}

describe('An edit of the config of a dbt model', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['select 1', '{{ config(x=1) }}\n\nselect 1'],
    ['{{ config() }}', '{{ config(x=1) }}'],
    [`{{ config(a='b') }}`, `{{ config(a='b', x=1) }}`],
    [`{{- config(a='b',) -}}`, `{{- config(a='b', x=1) -}}`],
    [`{{ config(a=')', b=["("]) }}`, `{{ config(a=')', b=["("], x=1) }}`],
    [`{{\n  config(\n    a='b'\n  )\n}}`, `{{\n  config(\n    a='b',\n    x=1\n  )\n}}`],
    [`{{ config(x=2) }}`, undefined],
    [`{{ config(**{'x': 2}) }}`, undefined],
    [`{{ config({'a': 2}) }}`, undefined],
    [`{{ config(a='b'`, undefined],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => {
      const [fix] = configValueEdit(facts(text), orders, 'Add', { key: 'x', value: '1' });
      const edit = fix?.kind === 'edit' ? fix.edits[0] : undefined;
      assert.equal(
        edit && text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end),
        expected,
      );
    });
  }

  it('writes no text that dbt would take for Jinja, and none that is half known', () => {
    for (const value of ['{{ drop }}', '{% x %}', '-- create policy …']) {
      assert.deepEqual(configEdit(facts('select 1'), orders, 'Add', { key: 'x', values: [value] }), []);
    }
  });

  it('escapes what ends a text', () => {
    const [fix] = configEdit(facts(''), orders, 'Add', { key: 'x', values: [`a"b\\c\nd`] });
    assert.equal(fix?.kind === 'edit' ? fix.edits[0]?.text : '', `{{ config(x=["a\\"b\\\\c\\nd"]) }}\n\n`);
  });
});

describe('The place of a column in YAML', () => {
  const text =
    'models:\n  - name: other\n    columns: [{name: id}]\n  - name: orders\n    columns:\n      - name: "id" # key\n';
  it('is the first after the name of the node', () => {
    const place = columnPlace(facts(text, 'models/schema.yml'), orders, 'id');
    assert.equal(place && text.slice(place.range.start - 1, place.range.end + 1), '"id"');
  });
  it('is the node where the column is not named', () => {
    const place = columnPlace(facts(text, 'models/schema.yml'), orders, 'ghost');
    assert.equal(place && text.slice(place.range.start, place.range.end), 'orders');
  });
});

describe('Types in YAML', () => {
  const same = [
    ['int', 'integer'],
    ['VARCHAR', 'character varying(20)'],
    ['varchar(20)', 'character varying(20)'],
    ['decimal( 18 , 2 )', 'numeric(18,2)'],
    ['timestamptz(3)', 'timestamp(3) with time zone'],
    ['timestamp without time zone', 'timestamp without time zone'],
    ['text[]', 'text[]'],
    ['citext', 'public.citext'],
  ] as const;
  const other = [
    ['int', 'bigint'],
    ['varchar(20)', 'character varying(30)'],
    ['timestamp', 'timestamp with time zone'],
    ['text', 'text[]'],
  ] as const;
  for (const [written, found] of same) {
    it(`${written} is ${found}`, () => assert.ok(sameType(written, found)));
  }
  for (const [written, found] of other) {
    it(`${written} is not ${found}`, () => assert.ok(!sameType(written, found)));
  }
});

describe('The role that dbt takes', () => {
  const roles = [
    ['Builder', 'builder'],
    ['"Builder"', 'Builder'],
    ['"a""b"', 'a"b'],
    ['', undefined],
  ] as const;
  for (const [written, role] of roles) {
    it(JSON.stringify(written), () => assert.equal(dbtRole(dbtTarget('dev', { role: written })), role));
  }
});

describe('A graph for another target', () => {
  const dev = dbtTarget('dev', { schema: 'dev_ana', database: 'lake' });
  const prod = dbtTarget('prod', { schema: 'marts', database: 'prod' });
  const source = dbtNode({ kind: 'source', name: 'customers', schema: 'dev_ana' });
  const nodes = [
    { ...orders, relation: { database: 'lake', schema: 'dev_ana_finance', name: 'orders' } },
    dbtNode({ kind: 'model', name: 'free', schema: 'exports' }),
    source,
  ];
  for (const known of ['dev', undefined]) {
    it(`moves what lies in the schema of ${known ?? 'the target that it fits'}`, () => {
      const moved = graphOfTarget(dbtGraph(nodes, known), [prod, dev], prod);
      assert.deepEqual(
        [...moved.nodes.values()].map(({ relation }) => relation),
        [
          { database: undefined, schema: 'marts_finance', name: 'orders' },
          { database: undefined, schema: 'exports', name: 'free' },
          { database: undefined, schema: 'dev_ana', name: 'customers' },
        ],
      );
    });
  }
});

describe('Names in a sentence', () => {
  it('are few', () => {
    assert.equal(listed(['a']), 'a');
    assert.equal(listed(['a', 'b', 'c']), 'a, b and c');
    assert.equal(listed(['a', 'b', 'c'], 2), 'a, b and 1 more');
  });
});
