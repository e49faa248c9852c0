import assert from 'node:assert/strict';
import { templateCompletions } from '../../../../src/core/dbt/language/completions';
import { nodeAt } from '../../../../src/core/dbt/language/nodeHover';
import {
  nodeOfColumns,
  yamlNameCompletions,
  yamlNamePlace,
} from '../../../../src/core/dbt/language/yamlNames';
import { yamlTemplate } from '../../../../src/core/dbt/language/yamlReference';
import { dbtGraph } from '../../../support/dbtGraphText';

const graph = dbtGraph(`
  model shop.orders marts.orders
  model shop.customers marts.customers
  source shop.raw.events core.events_v1
`);
const world = { graph, macros: [], variables: [] };
const columns = ['id', 'Total', 'no'].map((name) => ({
  name,
  type: 'int',
  notNull: false,
  comment: undefined,
}));
const answer = { kind: 'table', rows: 1, bytes: 1, comment: undefined, columns } as const;

describe('references in YAML', () => {
  const cases: readonly (readonly [string, string | undefined, number | undefined])[] = [
    ["exposures:\n  - name: a\n    depends_on:\n      - ref('ord|ers')", 'model.shop.orders', 2],
    ["      - source('raw', 'ev|ents') # why", 'source.shop.raw.events', 1],
    ['to: "ref(\'cust|omers\')"', 'model.shop.customers', 2],
    ["depends_on: [ref('orders'), ref('cust|omers')]", 'model.shop.customers', 2],
    ["      - ref('|", undefined, 2],
    ['      - name: prefer|', undefined, undefined],
    ["description: see ref| ('x')", undefined, undefined],
  ];
  for (const [marked, node, choices] of cases) {
    it(JSON.stringify(marked), () => {
      const offset = marked.indexOf('|');
      const text = yamlTemplate(marked.replace('|', ''), offset);
      assert.equal(text === undefined ? undefined : nodeAt(text, offset, graph)?.node.id, node);
      assert.equal(
        text === undefined ? undefined : templateCompletions(text, offset, world)?.length,
        choices,
      );
    });
  }
});

describe('names in YAML', () => {
  const offered = (marked: string) => {
    const place = yamlNamePlace(marked.replace('|', ''), marked.indexOf('|'));
    const node = place && nodeOfColumns(graph, place);
    return (
      place && [node?.id, ...yamlNameCompletions(graph, place, node && answer).map(({ insert }) => insert)]
    );
  };
  const cases: readonly (readonly [string, readonly (string | undefined)[] | undefined])[] = [
    [
      'models:\n  - name: orders\n    description: x\n    columns:\n      - name: id\n        data_tests:\n          - unique\n      - name: |\n',
      ['model.shop.orders', 'Total', '"no"'],
    ],
    ['models:\n- name: orders\n  columns:\n  - { name: To|', ['model.shop.orders', 'id', 'Total', '"no"']],
    [
      'sources:\n  - name: raw\n    tables:\n      - name: events\n        columns:\n          - name: |',
      ['source.shop.raw.events', 'id', 'Total', '"no"'],
    ],
    ['models:\n  - name: orders\n  - name: |', [undefined, 'customers']],
    ['models:\n  - description: |', undefined],
    ['exposures:\n  - name: |', [undefined]],
  ];
  for (const [marked, expected] of cases) {
    it(JSON.stringify(marked), () => assert.deepEqual(offered(marked), expected));
  }
});
