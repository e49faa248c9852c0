import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { ObjectIndex, readObjectSearch } from '../../../src/core/catalog/objectIndex';
import { partitionAncestors } from '../../../src/core/catalog/queries/partitionAncestors';
import { type NameGroup, searchObjects } from '../../../src/core/catalog/queries/searchObjects';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import { sharedServer } from '../../support/sharedServer';

describe('catalog: searching objects', () => {
  let catalog: OpenCatalog;
  let objects: readonly NameGroup[];

  before(async () => {
    const server = await sharedServer();
    const database = await server.createDatabase();
    await runAll(server, database, [
      'CREATE SCHEMA "We""ird . Näme"',
      'CREATE TABLE "We""ird . Näme"."Däta Table" (id int GENERATED ALWAYS AS IDENTITY)',
      'CREATE SCHEMA marts',
      'CREATE TABLE marts.daily (day date, n int) PARTITION BY RANGE (day)',
      "CREATE TABLE marts.daily_2026 PARTITION OF marts.daily FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (n)",
      'CREATE TABLE marts.daily_2026_one PARTITION OF marts.daily_2026 FOR VALUES IN (1)',
      'CREATE VIEW marts.overview AS SELECT * FROM marts.daily',
      'CREATE MATERIALIZED VIEW marts.kept AS SELECT 1 AS one',
      'CREATE FUNCTION marts.total(int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'CREATE FUNCTION marts.total(text) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'CREATE PROCEDURE marts.load() LANGUAGE sql AS $$ SELECT 1 $$',
      'CREATE AGGREGATE marts.together(int) (sfunc = int4pl, stype = int)',
      "CREATE TYPE marts.mood AS ENUM ('good')",
      'CREATE TYPE marts.pair AS (a int, b int)',
      'CREATE DOMAIN marts.short AS text',
      'CREATE TYPE marts.span AS RANGE (subtype = int)',
    ]);
    catalog = await openCatalog(server, database);
    objects = await catalog.read(searchObjects, neverCancelled);
  });

  after(() => catalog.close());

  it('reads every object with a name of its own, once', () => {
    assert.deepEqual(
      objects.flatMap(({ kind, schema, names }) => names.map((name) => `${kind} ${schema}.${name}`)).sort(),
      [
        'aggregate marts.together',
        'function marts.total',
        'materializedView marts.kept',
        'partition marts.daily_2026',
        'partition marts.daily_2026_one',
        'partitionedTable marts.daily',
        'procedure marts.load',
        'schema .We"ird . Näme',
        'schema .marts',
        'schema .public',
        'sequence We"ird . Näme.Däta Table_id_seq',
        'table We"ird . Näme.Däta Table',
        'type marts.mood',
        'type marts.pair',
        'type marts.short',
        'type marts.span',
        'view marts.overview',
      ],
    );
  });

  it('finds them', () => {
    const [best] = new ObjectIndex(objects).search(readObjectSearch('weird.däta'), 1);
    assert.equal(best?.name, 'Däta Table');
  });

  it('knows the tables above a partition', async () => {
    const above = (name: string) =>
      catalog.read(partitionAncestors({ schema: 'marts', name }), neverCancelled);
    assert.deepEqual(await above('daily_2026_one'), [
      { schema: 'marts', name: 'daily' },
      { schema: 'marts', name: 'daily_2026' },
    ]);
    assert.deepEqual(await above('daily'), []);
  });
});
