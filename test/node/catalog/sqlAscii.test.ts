import assert from 'node:assert/strict';
import { columns } from '../../../src/core/catalog/queries/columns';
import { indexes } from '../../../src/core/catalog/queries/indexes';
import { layerSchemas } from '../../../src/core/catalog/queries/martLayers';
import { marts } from '../../../src/core/catalog/queries/marts';
import { currentRelation, relations } from '../../../src/core/catalog/queries/relations';
import { currentSchema } from '../../../src/core/catalog/queries/schemas';
import { openCatalog, readAll, readOne } from '../../support/catalog';
import { sharedServer } from '../../support/sharedServer';

describe('catalog: a database without an encoding', () => {
  it('shows names that are no UTF-8, and reads on behind them', async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('ascii', { encoding: 'SQL_ASCII' });
    // In SQL_ASCII chr(233) is one byte, an é of LATIN1.
    await server.query(
      `DO $$ DECLARE e text = chr(233); BEGIN
         EXECUTE 'CREATE SCHEMA "m' || e || '"';
         EXECUTE format('CREATE TABLE %I.%I (%I int PRIMARY KEY DEFAULT 5)', 'm' || e, 'caf' || e, e || '\\\\x');
         EXECUTE format('ALTER TABLE %I.%I ADD self int REFERENCES %1$I.%2$I', 'm' || e, 'caf' || e);
         EXECUTE format('COMMENT ON TABLE %I.%I IS %L', 'm' || e, 'caf' || e, 'comment ' || e);
       END $$`,
      [],
      database,
    );
    const catalog = await openCatalog(server, database);
    try {
      const [schema] = await readAll(catalog, layerSchemas([{ name: 'm', patterns: ['m%'] }], 0));
      assert.equal(schema?.name, 'm\\xE9');
      const [table] = await readAll(catalog, relations(schema.oid));
      assert.ok(table);
      assert.deepEqual([table.name, table.comment], ['caf\\xE9', 'comment \\xE9']);
      const [key, self] = await readAll(catalog, columns(table.oid));
      assert.deepEqual([key?.name, key?.expression], ['\\xE9\\\\x', '5']);
      assert.deepEqual(self?.references[0]?.column, '\\xE9\\\\x');
      const [index] = await readAll(catalog, indexes(table.oid));
      assert.equal(index?.parts[0]?.column, '\\xE9\\\\x');
      assert.equal((await readAll(catalog, marts(schema.oid, 'size'))).length, 1);
      assert.equal((await readOne(catalog, currentSchema(schema))).oid, schema.oid);
      assert.equal((await readOne(catalog, currentRelation(table))).oid, table.oid);
    } finally {
      await catalog.close();
    }
  });
});
