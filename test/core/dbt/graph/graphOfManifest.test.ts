import assert from 'node:assert/strict';
import type { DbtNode } from '../../../../src/core/dbt/graph/dbtGraph';
import {
  graphOfManifest,
  manifestMetadata,
  manifestRemarks,
} from '../../../../src/core/dbt/graph/graphOfManifest';
import { manifestEntry } from '../../../../src/core/dbt/graph/manifestEntry';
import { readRelationName } from '../../../../src/core/dbt/graph/relationName';

const node = (value: unknown, id = 'model.shop.orders', enabled = true): DbtNode | undefined =>
  manifestEntry(id, value, enabled)?.node;
const version = (number: number | string) =>
  manifestMetadata({
    dbt_schema_version: `https://schemas.getdbt.com/dbt/manifest/v${number}.json`,
    dbt_version: '9.9.9',
  });

describe('the graph of a manifest', () => {
  it('reads the names that the server keeps', () => {
    assert.deepEqual(readRelationName('"lake"."Marts"."my ""best"" mart"'), {
      database: 'lake',
      schema: 'Marts',
      name: 'my "best" mart',
    });
    assert.deepEqual(readRelationName('"lake"."a.b".Orders'), {
      database: 'lake',
      schema: 'a.b',
      name: 'orders',
    });
    assert.deepEqual(readRelationName('core.orders'), {
      database: undefined,
      schema: 'core',
      name: 'orders',
    });
    assert.equal(readRelationName('orders'), undefined);
    assert.equal(readRelationName(''), undefined);
  });

  it('has no relation for what is nothing in the database', () => {
    const names = { database: 'lake', schema: 'marts', alias: 'orders' };
    assert.equal(node({ ...names, resource_type: 'model', relation_name: null })?.relation, undefined);
    assert.equal(
      node({ ...names, resource_type: 'test', relation_name: '"a"."b"."c"' })?.relation,
      undefined,
    );
    assert.equal(node({ ...names, config: { materialized: 'ephemeral' } })?.relation, undefined);
    // dbt before 1.0 wrote no relation_name.
    assert.deepEqual(node(names)?.relation, { database: 'lake', schema: 'marts', name: 'orders' });
  });

  it('takes nothing for granted', () => {
    assert.equal(node(undefined), undefined);
    assert.equal(node([]), undefined);
    const empty = node({});
    assert.deepEqual(
      [empty?.kind, empty?.name, empty?.file, empty?.enabled, empty?.tags, empty?.dependsOn],
      ['model', 'model.shop.orders', '', true, [], []],
    );
    const odd = node({
      ...{
        name: 1,
        tags: 'one',
        columns: [1],
        depends_on: { nodes: 'a' },
        config: [],
        original_file_path: 'a\\b.sql',
      },
      ...{ resource_type: 'saved_query', patch_path: 'shop://models\\x.yml' },
    });
    assert.deepEqual([odd?.kind, odd?.tags, odd?.dependsOn, odd?.file], ['other', ['one'], ['a'], 'a/b.sql']);
    const settings = node({
      config: {
        ...{
          indexes: [{}, { columns: 'a' }, { columns: ['b', 1], unique: true, type: 'gin' }],
          grants: { '+select': 'r' },
        },
        ...{
          unique_key: ['a', 'b'],
          'post-hook': [{ sql: 'one' }, 'two', ''],
          'pre-hook': 'x',
          unlogged: true,
        },
        ...{ persist_docs: { relation: false, columns: true }, contract: { enforced: true } },
      },
    })?.config;
    assert.deepEqual(settings, {
      indexes: [
        { columns: ['a'], unique: false, type: 'btree' },
        { columns: ['b'], unique: true, type: 'gin' },
      ],
      grants: new Map([['select', ['r']]]),
      ...{
        uniqueKey: ['a', 'b'],
        incrementalStrategy: undefined,
        contract: true,
        persistDocs: true,
        unlogged: true,
      },
      ...{ preHooks: ['x'], postHooks: ['one', 'two'] },
    });
  });

  it('keeps what is disabled, but not before what is not', () => {
    const entries = [
      manifestEntry('model.shop.a', { name: 'a', description: 'on' }),
      manifestEntry('model.shop.a', [{ name: 'a', description: 'off' }], false),
      manifestEntry('model.shop.b', [{ name: 'b' }], false),
    ].flatMap((entry) => entry ?? []);
    const { nodes } = graphOfManifest('f', version(12), entries, 'dev');
    assert.deepEqual(
      [...nodes.values()].map(({ name, enabled, description }) => [name, enabled, description]),
      [
        ['a', true, 'on'],
        ['b', false, ''],
      ],
    );
  });

  it('tells the tests of a column, also those of an older dbt', () => {
    const test = (changes: object) =>
      manifestEntry('test.shop.t', { name: 't', resource_type: 'test', column_name: 'id', ...changes });
    const entries = [
      manifestEntry('model.shop.a', { name: 'a', columns: { id: { name: 'id', data_type: 'uuid' }, x: {} } }),
      test({ test_metadata: { name: 'unique' }, attached_node: 'model.shop.a' }),
      test({
        test_metadata: { name: 'fits', namespace: 'dbt_utils' },
        depends_on: { nodes: ['model.shop.b', 'model.shop.a'] },
      }),
      test({ test_metadata: { name: 'not_null' }, attached_node: 'model.shop.gone' }),
    ].flatMap((entry) => entry ?? []);
    assert.deepEqual(
      graphOfManifest('f', version(12), entries, undefined).nodes.get('model.shop.a')?.columns,
      [
        { name: 'id', description: '', dataType: 'uuid', tests: ['unique', 'dbt_utils.fits'] },
        { name: 'x', description: '', dataType: undefined, tests: [] },
      ],
    );
  });

  it('says when its form is not known', () => {
    assert.deepEqual(manifestRemarks(version(12)), []);
    assert.deepEqual(manifestRemarks(version(4)), []);
    assert.match(manifestRemarks(version(20)).join(), /dbt 9\.9\.9 has form 20, which is newer than 12/);
    assert.match(manifestRemarks(version(3)).join(), /older than dbt 1\.0/);
    assert.match(manifestRemarks(version('x')).join(), /does not say which form/);
  });
});
