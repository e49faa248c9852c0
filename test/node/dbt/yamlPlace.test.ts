import assert from 'node:assert/strict';
import { yamlPlace } from '../../../src/core/dbt/language/yamlPlace';
import { readYaml } from '../../../src/node/dbt/yaml/readYaml';
import { dbtGraphOf, dbtNode } from '../../support/dbtNodes';

const text = `models:
  - name: loans # model
    columns: [{ name: id, data_tests: [not_null] }]
snapshots:
  - name: loans_snapshot # snapshot
sources:
  - name: core # group
    tables:
      - name: loans # table
exposures:
  - name: board # exposure
unit_tests:
  - name: counts_loans # unit test
`;

describe('the place of a node in its YAML file', () => {
  const nodes = {
    table: dbtNode('source.shop.core.loans', { name: 'loans', sourceName: 'core' }),
    group: dbtNode('source.shop.core.gone', { name: 'gone', sourceName: 'core' }),
    model: dbtNode('test.shop.not_null_loans_id', { dependsOn: ['model.shop.else', 'model.shop.loans'] }),
    snapshot: dbtNode('snapshot.shop.loans_snapshot'),
    exposure: dbtNode('exposure.shop.board'),
    'unit test': dbtNode('test.shop.counts_loans', { dependsOn: ['model.shop.loans'] }),
    nowhere: dbtNode('exposure.shop.other'),
  };
  const graph = dbtGraphOf([...Object.values(nodes), dbtNode('model.shop.loans')]);
  for (const [line, node] of Object.entries(nodes)) {
    it(`is that of the ${line} for ${node.id}`, () => {
      const place = yamlPlace(readYaml('schema.yml', text), node, graph);
      const rest = place && /^(\w+) # (.*)$/m.exec(text.slice(place.start));
      assert.equal(rest?.[2] ?? 'nowhere', line);
    });
  }
});
