import assert from 'node:assert/strict';
import { definitionAt } from '../../../../src/core/dbt/language/definitionAt';
import { unknownNames } from '../../../../src/core/dbt/language/modelFindings';
import { nodeAt, nodeHover } from '../../../../src/core/dbt/language/nodeHover';
import { nearName } from '../../../../src/core/dbt/refs/nearName';
import { dbtGraph } from '../../../support/dbtGraphText';

const graph = dbtGraph(`
  model shop.orders marts.orders (id, total) -- What was bought.
  model shop.old marts.old disabled
  source shop.raw.events core.events_v1
`);

describe('the hover of a node', () => {
  const hoverAt = (marked: string) => {
    const found = nodeAt(marked.replace('|', ''), marked.indexOf('|'), graph);
    return found && nodeHover(found.node, undefined);
  };

  it('says what the files say where no server was asked', () => {
    assert.deepEqual(hoverAt("select * from {{ ref('or|ders') }}"), {
      title: 'model orders',
      facts: 'table · marts.orders',
      paragraphs: ['What was bought.'],
      columns: ['id', 'total'],
      more: 0,
    });
    assert.equal(hoverAt("{{ so|urce('raw', 'events') }}")?.title, 'source raw.events');
    assert.equal(hoverAt("sel|ect * from {{ ref('orders') }}"), undefined);
    assert.equal(hoverAt("{{ ref('noth|ing') }}"), undefined);
  });

  it('says what the server says, and that a model is not built', () => {
    const node = graph.nodes.get('model.shop.orders');
    assert.ok(node);
    const answer = {
      kind: 'materializedView',
      ...{ rows: 1234567, bytes: 98_304, comment: 'A <b>comment</b>' },
      columns: Array.from({ length: 32 }, (_, index) => ({
        ...{ name: `c${index}`, type: 'numeric(18,2)', notNull: index === 0, comment: 'of\nmany  lines' },
      })),
    } as const;
    const hover = nodeHover(node, answer);
    assert.equal(hover.facts, 'materialized view · marts.orders · ~1.2M rows · 96 kB');
    assert.deepEqual(hover.paragraphs, ['What was bought.', 'A <b>comment</b>']);
    assert.deepEqual(hover.columns.slice(0, 2), [
      'c0 numeric(18,2) not null  -- of many lines',
      'c1 numeric(18,2)  -- of many lines',
    ]);
    assert.equal(hover.columns.length + hover.more, 32);
    assert.equal(nodeHover(node, 'missing').facts, 'table · marts.orders · not in the database yet');
  });
});

describe('the definition of a word in a model', () => {
  const at = (marked: string) => {
    const found = definitionAt(
      marked.replace('|', ''),
      marked.indexOf('|'),
      graph,
      new Set(['cents', 'dbt_utils.star']),
    );
    return found?.kind === 'node' ? found.node.id : found?.name;
  };
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["{{ ref('ord|ers') }}", 'model.shop.orders'],
    ["{{ source('raw', 'ev|ents') }}", 'source.shop.raw.events'],
    ["{{ cen|ts('x') }}", 'cents'],
    ["{{ shop.cen|ts('x') }}", 'cents'],
    ["{{ dbt_utils.st|ar('x') }}", 'dbt_utils.star'],
    ["{{ other.cen|ts('x') }}", undefined],
    ["{{ cents('|x') }}", undefined],
    ['sel|ect 1', undefined],
  ];
  for (const [text, expected] of cases) {
    it(text, () => assert.equal(at(text), expected));
  }
});

describe('names that a project does not have', () => {
  const said = (text: string): readonly string[] =>
    unknownNames('m.sql', text, graph).map(({ message, advice, place, fixes }) => {
      const [fix] = fixes;
      const edit = fix?.kind === 'edit' ? fix.edits[0] : undefined;
      const fixed = edit ? text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end) : '';
      return [message, advice, place && text.slice(place.range.start, place.range.end), fixed].join(' | ');
    });
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["{{ ref('orders') }} {{ source('raw', 'events') }}", []],
    [
      "{{ ref('ordres') }}",
      [
        "The project has no enabled model, seed or snapshot “ordres”. | Did you mean “orders”? | 'ordres' | {{ ref('orders') }}",
      ],
    ],
    ["{{ ref('old') }}", ["The project has no enabled model, seed or snapshot “old”. |  | 'old' | "]],
    ["{{ ref('') }} {{ source('raw', '') }}", []],
    ["{{ ref('orders', v=1) }} {{ ref('x', v=1) }} {{ ref(x) }}", []],
    [
      "{{ source('row', 'events') }}",
      ["The project has no source “row”. | Did you mean “raw”? | 'row' | {{ source('raw', 'events') }}"],
    ],
    [
      "{{ source('raw', 'event') }}",
      [
        "The source “raw” has no table “event”. | Did you mean “events”? | 'event' | {{ source('raw', 'events') }}",
      ],
    ],
  ];
  for (const [text, expected] of cases) {
    it(text, () => assert.deepEqual(said(text), expected));
  }
});

describe('a near name', () => {
  const cases: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ['ssl_mode', ['sslmode', 'sslcert'], 'sslmode'],
    ['Orders', ['orders'], 'orders'],
    ['raw-a-b-c', ['raw_x_y_z', 'raw_a_b_c'], 'raw_a_b_c'],
    ['production', ['preproduction'], undefined],
    ['ordres', ['orders_x', 'orders'], 'orders'],
    ['ab', ['xy'], undefined],
    ['stg_orders', ['stg_order', 'mart_orders'], 'stg_order'],
    ['completely', ['different'], undefined],
    ['', [], undefined],
  ];
  for (const [written, names, expected] of cases) {
    it(`${written} among ${names.join(', ')}`, () => assert.equal(nearName(written, names), expected));
  }
});
