import assert from 'node:assert/strict';
import type { DbtNode } from '../../../../src/core/dbt/graph/dbtGraph';
import {
  ancestorsOf,
  childrenOf,
  descendantsOf,
  nodesByRelation,
  parentsOf,
  selectNodes,
} from '../../../../src/core/dbt/graph/graphQueries';
import { dbtGraphOf, dbtNode } from '../../../support/dbtNodes';

const relation = (schema: string, name: string, database?: string) => ({
  relation: { database, schema, name },
});
const graph = dbtGraphOf([
  dbtNode('source.shop.core.loans', relation('core', 'loans')),
  dbtNode('model.shop.stg', {
    ...relation('dbt_staging', 'stg', 'lake'),
    ...{ file: 'models/staging/stg.sql', tags: ['daily'], dependsOn: ['source.shop.core.loans'] },
  }),
  dbtNode('model.shop.mart', {
    ...relation('marts', 'Mart'),
    ...{ file: 'models/marts/mart.sql', tags: ['mart'], dependsOn: ['model.shop.stg', 'model.shop.gone'] },
  }),
  dbtNode('source.shop.ours.mart', relation('marts', 'mart')),
  dbtNode('model.shop.off', { enabled: false, file: 'models/marts/off.sql', ...relation('marts', 'off') }),
  dbtNode('exposure.shop.board', { dependsOn: ['model.shop.mart'] }),
  // dbt refuses a cycle; files can hold one.
  dbtNode('model.shop.one', { dependsOn: ['model.shop.two'] }),
  dbtNode('model.shop.two', { dependsOn: ['model.shop.one', 'model.shop.one'] }),
]);
const ids = (nodes: readonly DbtNode[]) => nodes.map(({ id }) => id.replace(/^\w+\.shop\./, '')).join(' ');

describe('the graph of a dbt project', () => {
  it('knows what a node reads and what reads it', () => {
    assert.equal(ids(parentsOf(graph, 'model.shop.mart')), 'stg');
    assert.equal(ids(childrenOf(graph, 'model.shop.stg')), 'mart');
    assert.equal(ids(parentsOf(graph, 'model.shop.gone')), '');
    assert.equal(ids(ancestorsOf(graph, 'exposure.shop.board')), 'mart stg core.loans');
    assert.equal(ids(descendantsOf(graph, 'source.shop.core.loans')), 'stg mart board');
  });

  it('walks a cycle once', () => {
    assert.equal(ids(ancestorsOf(graph, 'model.shop.one')), 'two');
    assert.equal(ids(childrenOf(graph, 'model.shop.one')), 'two');
  });

  it('selects by folder, tag, kind and package', () => {
    assert.equal(ids(selectNodes(graph, { folder: 'models/marts/' })), 'mart');
    assert.equal(ids(selectNodes(graph, { folder: 'models/mart' })), '');
    assert.equal(ids(selectNodes(graph, { folder: 'models', tag: 'daily' })), 'stg');
    assert.equal(ids(selectNodes(graph, { folder: 'models/marts', disabled: true })), 'mart off');
    assert.equal(ids(selectNodes(graph, { kinds: ['exposure', 'source'] })), 'core.loans ours.mart board');
    assert.equal(ids(selectNodes(graph, { package: 'other' })), '');
  });

  it('finds what makes a relation, and only in its database', () => {
    const find = (database: string, schema: string, name: string) =>
      nodesByRelation(graph).find(database, schema, name)?.id;
    assert.equal(find('lake', 'dbt_staging', 'stg'), 'model.shop.stg');
    assert.equal(find('Lake', 'DBT_staging', 'STG'), 'model.shop.stg');
    assert.equal(find('other', 'dbt_staging', 'stg'), undefined);
    assert.equal(find('any', 'core', 'loans'), 'source.shop.core.loans');
    assert.equal(find('any', 'marts', 'Mart'), 'model.shop.mart');
    assert.equal(find('any', 'marts', 'mart'), 'source.shop.ours.mart');
    assert.equal(find('any', 'marts', 'MART'), 'model.shop.mart');
    assert.equal(find('any', 'marts', 'off'), undefined);
  });
});
