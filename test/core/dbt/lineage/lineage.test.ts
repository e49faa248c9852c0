import assert from 'node:assert/strict';
import { lineageOf, partOfLineage } from '../../../../src/core/dbt/lineage/lineageGraph';
import { actionsOf } from '../../../../src/core/dbt/lineage/lineageActions';
import { layerOf } from '../../../../src/core/dbt/lineage/lineageLayer';
import { layoutLineage } from '../../../../src/core/dbt/lineage/lineageLayout';
import { lineageMeasures } from '../../../../src/core/dbt/lineage/lineageMeasures';
import { lineageMermaid, lineageSvg } from '../../../../src/core/dbt/lineage/lineagePicture';
import { statesOf } from '../../../../src/core/dbt/lineage/lineageState';
import { lineageTexts, spokenLineage } from '../../../../src/core/dbt/lineage/lineageTexts';
import { lineageOfNode, selectLineage } from '../../../../src/core/dbt/lineage/selectLineage';
import { bigDbtGraph } from '../../../support/bigLineage';
import { dbtGraphOf, dbtNode } from '../../../support/dbtNodes';

const now = Date.parse('2026-11-21T12:00:00Z');
const hostile = '<b>"x"]\n%%';
const graph = dbtGraphOf([
  dbtNode('source.shop.core.loans', {
    name: 'loans',
    sourceName: 'core',
    file: 'models/staging/sources.yml',
  }),
  dbtNode('seed.shop.rates', { file: 'seeds/rates.csv', materialized: 'seed' }),
  dbtNode('model.shop.stg_loans', {
    ...{ file: 'models/staging/stg_loans.sql', materialized: 'view', tags: ['daily'] },
    dependsOn: ['source.shop.core.loans', 'source.shop.core.loans', 'model.shop.gone'],
  }),
  dbtNode('model.shop.int_loans', {
    ...{ file: 'models/intermediate/int_loans.sql', materialized: 'ephemeral' },
    dependsOn: ['model.shop.stg_loans', 'seed.shop.rates'],
  }),
  dbtNode('model.shop.loans_by_day', {
    ...{ file: 'models/marts/finance/loans_by_day.sql', materialized: 'table', tags: ['daily', 'mart'] },
    relation: { database: undefined, schema: 'marts', name: 'loans_by_day' },
    dependsOn: ['model.shop.int_loans'],
  }),
  dbtNode('model.shop.loans', {
    ...{ file: 'models/marts/finance/loans.sql', materialized: 'table', tags: ['mart'] },
    dependsOn: ['model.shop.int_loans'],
  }),
  dbtNode('test.shop.not_null_loans', {
    dependsOn: ['model.shop.loans'],
    file: 'models/marts/finance/marts.yml',
  }),
  dbtNode('exposure.shop.board', { dependsOn: ['model.shop.loans'], file: 'models/exposures.yml' }),
  dbtNode('analysis.shop.once', { dependsOn: ['model.shop.loans'] }),
  dbtNode('model.shop.off', { enabled: false }),
]);
const runs = new Map([
  [
    'model.shop.loans_by_day',
    { status: 'error', at: '2026-11-21T10:00:00Z', seconds: 1, message: undefined, rows: undefined },
  ],
]);
const lineage = lineageOf(graph, runs, now);
const node = (name: string) => {
  const found = lineage.nodes.find(({ id }) => id.endsWith(`.${name}`));
  assert.ok(found);
  return found;
};

const run = (status: string, at: string) => ({
  ...{ status, at, seconds: 1, message: undefined, rows: undefined },
});

/** What a selection names, by the ends of the ids, and after `!` what of it names nothing. */
function selects(selection: string, expected: string): void {
  const { ids, nothing } = selectLineage(lineage, selection);
  const names = lineage.nodes
    .filter(({ id }) => ids.has(id))
    .map(({ id }) => id.replace(/^(\w)\w*\.shop\./, '$1:'));
  assert.equal([...names, ...(nothing.length > 0 ? ['!', ...nothing] : [])].join(' '), expected, selection);
}

describe('the lineage of a dbt project', () => {
  it('leaves out what is not built, and joins what is there once', () => {
    assert.equal(
      lineage.edges.map(({ id }) => id.replaceAll(/\w+\.shop\./g, '')).join(' '),
      '["core.loans","stg_loans"] ["stg_loans","int_loans"] ["rates","int_loans"] ["int_loans","loans_by_day"] ["int_loans","loans"] ["loans","not_null_loans"] ["loans","board"]',
    );
    assert.ok(!lineage.nodes.some(({ id }) => /off|once/.test(id)));
  });

  it('knows layers by kind, folder and name', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['models/staging/a.sql', 'staging'],
      ['models/Marts/core/a.sql', 'intermediate'],
      ['models/gold/a.sql', 'mart'],
      ['models/staging/marts/a.sql', 'mart'],
      ['models/other/stg_a.sql', 'staging'],
      ['models/other/fct_a.sql', 'mart'],
      ['models/other/staging_of_a.sql', 'model'],
      ['models/a.sql', 'model'],
    ];
    for (const [file, layer] of cases) {
      const name = file.split('/').at(-1)?.replace('.sql', '') ?? '';
      assert.equal(layerOf({ kind: 'model', file, name }), layer, file);
    }
    assert.equal(layerOf({ kind: 'source', file: 'models/marts/a.yml', name: 'a' }), 'source');
    assert.equal(layerOf({ kind: 'other', file: 'models/marts/a.yml', name: 'a' }), 'other');
  });

  it('selects as dbt does', () => {
    selects('loans', 'm:loans');
    selects('+loans', 's:core.loans s:rates m:stg_loans m:int_loans m:loans');
    selects('1+loans', 'm:int_loans m:loans');
    selects('stg_loans+1', 'm:stg_loans m:int_loans');
    selects('int_loans+', 'm:int_loans m:loans_by_day m:loans t:not_null_loans e:board');
    selects('@loans_by_day', 's:core.loans s:rates m:stg_loans m:int_loans m:loans_by_day');
    selects(
      '@stg_loans',
      's:core.loans s:rates m:stg_loans m:int_loans m:loans_by_day m:loans t:not_null_loans e:board',
    );
    selects('tag:mart', 'm:loans_by_day m:loans');
    selects('tag:mart,tag:daily', 'm:loans_by_day');
    selects('stg_loans tag:mart', 'm:stg_loans m:loans_by_day m:loans');
    selects('path:models/marts', 'm:loans_by_day m:loans t:not_null_loans');
    selects('models/staging/stg_loans.sql', 'm:stg_loans');
    selects('models/staging/*.sql', 'm:stg_loans');
    selects('marts.finance.loans', 'm:loans');
    selects('shop.marts', 'm:loans_by_day m:loans t:not_null_loans');
    selects('source:core', 's:core.loans');
    selects('source:shop.core.loans+1', 's:core.loans m:stg_loans');
    selects('+exposure:board', 's:core.loans s:rates m:stg_loans m:int_loans m:loans e:board');
    selects('resource_type:seed', 's:rates');
    selects('config.materialized:table', 'm:loans_by_day m:loans');
    selects('result:error', 'm:loans_by_day');
    selects('file:loans.sql', 'm:loans');
    selects('*_loans', 'm:stg_loans m:int_loans t:not_null_loans');
    selects('stg_[kl]oan?', 'm:stg_loans');
  });

  it('searches where a word is no name, and says what names nothing', () => {
    selects('by_DAY', 'm:loans_by_day');
    selects('nowhere tag:mart', 'm:loans_by_day m:loans ! nowhere');
    selects('color:red', '! color:red');
    selects('constructor:red', '! constructor:red');
    selects('__proto__:red', '! __proto__:red');
    selects('loans,', '! loans,');
    selects('a++b', '! a++b');
    selects('[z-a]', '! [z-a]');
    selects('(((', '! (((');
    assert.equal(selectLineage(lineage, '  ').ids.size, lineage.nodes.length);
  });

  it('writes the selection of a node so that it names the node', () => {
    for (const each of lineage.nodes) {
      assert.ok(selectLineage(lineage, lineageOfNode(each)).ids.has(each.id), each.id);
      assert.ok(selectLineage(lineage, lineageOfNode(each, '1')).ids.has(each.id), each.id);
    }
    for (const name of ['Loan Items', 'a,b', '@a+b', 'a[b]*?', 'a.b', 'tag:x']) {
      const odd = lineageOf(
        dbtGraphOf([
          dbtNode('source.shop.x', { name, sourceName: name }),
          dbtNode('model.shop.x', { name, file: 'models/x.sql' }),
          dbtNode('exposure.shop.x', { name }),
        ]),
        new Map(),
        0,
      );
      for (const each of odd.nodes) {
        const { ids, nothing } = selectLineage(odd, lineageOfNode(each));
        assert.deepEqual([[...ids], nothing], [[each.id], []], `${each.kind} ${name}`);
      }
    }
  });

  it('says what is known of a node', () => {
    const mart = node('loans_by_day');
    const measure = { rows: 1_234_567, bytes: 3 * 1024 * 1024 };
    assert.deepEqual(lineageTexts(mart, measure), {
      name: 'loans_by_day',
      what: 'mart · table',
      data: '~1.2M rows · 3 MB · error 2 h ago',
    });
    assert.deepEqual(lineageTexts(node('rates'), 'missing'), {
      name: 'rates',
      what: 'seed',
      data: 'not in the database',
    });
    const many = Array.from({ length: 10 }, (_, index) => `m${String(index)}`);
    assert.equal(
      spokenLineage(node('core.loans'), undefined, { up: [], down: many }),
      'core.loans, source; read by m0, m1, m2, m3, m4, m5, m6, m7 and 2 more',
    );
  });

  it('knows what failed, what is out of date, what changed and what was never built', () => {
    const table = (name: string, materialized: string, dependsOn: readonly string[]) =>
      dbtNode(`model.shop.${name}`, { materialized, dependsOn });
    const all = dbtGraphOf([
      dbtNode('source.shop.core.old', { name: 'old', sourceName: 'core' }),
      table('base', 'table', ['source.shop.core.old']),
      table('through', 'view', ['model.shop.base']),
      table('late', 'table', ['model.shop.through']),
      table('fresh', 'incremental', ['model.shop.base']),
      table('round', 'view', ['model.shop.trip']),
      table('trip', 'view', ['model.shop.round']),
      table('new', 'table', []),
      dbtNode('test.shop.one', { dependsOn: ['model.shop.fresh'] }),
      dbtNode('test.shop.two', { dependsOn: ['model.shop.late'] }),
    ]);
    const known = new Map([
      ['source.shop.core.old', run('warn', '2026-11-21T11:00:00Z')],
      ['model.shop.base', run('success', '2026-11-21T10:00:00Z')],
      ['model.shop.through', run('success', '2026-11-21T08:00:00Z')],
      ['model.shop.late', run('success', '2026-11-21T09:00:00Z')],
      ['model.shop.fresh', run('success', '2026-11-21T10:00:00Z')],
      ['test.shop.one', run('fail', '2026-11-21T10:00:00Z')],
      ['test.shop.two', run('pass', '2026-11-21T10:00:00Z')],
    ]);
    const said = lineageOf(all, known, now).nodes.map((each) => {
      const states = statesOf(each, { measure: undefined, isChanged: each.name === 'base' });
      return [each.name, each.mood, each.tests, ...states].filter((text) => text !== undefined).join(' ');
    });
    assert.deepEqual(said, [
      'old warning outOfDate',
      'base good changed',
      'through good',
      'late warning 1 test passed outOfDate',
      'fresh warning 1 of 1 test failed failed',
      'round plain',
      'trip plain',
      'new plain notBuilt',
      'one error failed',
      'two good',
    ]);
    const late = lineageOf(all, known, now).nodes.find(({ name }) => name === 'late');
    assert.match(
      late ? spokenLineage(late, undefined, { up: [], down: [] }) : '',
      /out of date: what it reads was built later/,
    );
  });

  it('knows what is out of date behind thousands of views', () => {
    const count = 5000;
    const views = Array.from({ length: count }, (_, place) =>
      dbtNode(`model.shop.view_${String(place)}`, {
        materialized: 'view',
        dependsOn: [place === count - 1 ? 'model.shop.base' : `model.shop.view_${String(place + 1)}`],
      }),
    );
    const table = (name: string, dependsOn: readonly string[]) =>
      dbtNode(`model.shop.${name}`, { materialized: 'table', dependsOn });
    const graph = dbtGraphOf([table('mart', ['model.shop.view_0']), ...views, table('base', [])]);
    const runs = new Map([
      ['model.shop.mart', run('success', '2026-11-21T10:00:00Z')],
      ['model.shop.base', run('success', '2026-11-21T11:00:00Z')],
    ]);
    const [mart] = lineageOf(graph, runs, 0).nodes;
    assert.deepEqual([mart?.name, mart?.isOutOfDate], ['mart', true]);
  });

  it('offers for a node what can be done with it', () => {
    const offers = (name: string) => actionsOf(node(name)).join(' ');
    assert.equal(offers('loans_by_day'), 'build buildWith test preview showInMarts openMartPage copyName');
    assert.equal(offers('int_loans'), 'build buildWith test preview copyName');
    assert.equal(offers('rates'), 'build buildWith test copyName');
    assert.equal(offers('not_null_loans'), 'test copyName');
    assert.equal(offers('board'), 'copyName');
  });

  it('misses what should be in the database, and no test', () => {
    assert.deepEqual(lineageMeasures(graph, []), { 'model.shop.loans_by_day': 'missing' });
    const row = { schema: 'marts', name: 'loans_by_day', rows: 5, bytes: 8192 };
    assert.deepEqual(lineageMeasures(graph, [row]), {
      'model.shop.loans_by_day': { rows: 5, bytes: 8192 },
    });
  });

  it('places what is read left of what reads it', () => {
    const { boxes, lines } = layoutLineage(lineage);
    const at = new Map(boxes.map((box) => [box.node.id, box]));
    assert.equal(boxes.length, lineage.nodes.length);
    assert.equal(lines.length, lineage.edges.length);
    for (const { edge } of lines) {
      const [on, dependent] = [at.get(edge.on), at.get(edge.dependent)];
      assert.ok(on && dependent && on.x + on.width < dependent.x, edge.id);
    }
  });

  it('places 1,000 models without an overlap', () => {
    const { boxes } = layoutLineage(lineageOf(bigDbtGraph(1000), new Map(), now));
    assert.equal(boxes.length, 1100);
    const sorted = [...boxes].sort((one, other) => one.x - other.x);
    sorted.forEach((box, place) => {
      for (const other of sorted.slice(place + 1)) {
        if (other.x >= box.x + box.width) {
          break;
        }
        assert.ok(other.y >= box.y + box.height || box.y >= other.y + other.height, box.node.id);
      }
    });
  });

  it('writes names into pictures as text', () => {
    const odd = lineageOf(dbtGraphOf([dbtNode('model.shop.odd', { name: hostile })]), new Map(), now);
    const picture = lineageSvg(odd, new Map(), hostile);
    assert.ok(!picture.includes('<b>'));
    assert.ok(picture.includes('&lt;b&gt;'));
    assert.equal(
      lineageMermaid(odd),
      'flowchart LR\n  n1["#60;b#62;#34;x#34;#93;#9226;#37;#37;"]:::model\n  classDef model fill:#ffffff,stroke:#5b6b7a,color:#1b2733,stroke-width:2px\n',
    );
    const part = partOfLineage(lineage, new Set(['model.shop.int_loans', 'model.shop.loans']));
    assert.match(lineageMermaid(part), /n1 --> n2/);
    assert.equal((lineageSvg(part, new Map(), 'x').match(/<path /g) ?? []).length, 1);
  });
});
