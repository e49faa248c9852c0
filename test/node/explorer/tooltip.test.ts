import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { loadChildren } from '../../../src/core/explorer/loadChildren';
import { loadTooltip } from '../../../src/core/explorer/loadTooltip';
import { type BranchNode, type ExplorerNode, isBranch } from '../../../src/core/explorer/nodes';
import { presentNode } from '../../../src/core/explorer/presentNode';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import { everyKind } from '../../support/everyKind';
import { eventually } from '../../support/eventually';
import type { TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('explorer: tooltips', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;

  const childrenOf = async (node: BranchNode): Promise<readonly ExplorerNode[]> => {
    const request = { after: undefined, limit: 500, marts: undefined };
    const page = await loadChildren(node, catalog, request, neverCancelled);
    return [...page.nodes, ...(page.footer ?? [])];
  };
  const find = async (...path: readonly string[]): Promise<ExplorerNode> => {
    const profile = profileFor(server, { database });
    let nodes: readonly ExplorerNode[] = [{ kind: 'connection', id: 'c', profileId: 'test', profile }];
    let found: ExplorerNode | undefined;
    for (const name of ['Test', ...path]) {
      found = nodes.find((each) => presentNode(each, { kind: 'connected' }).label === name);
      assert.ok(found, name);
      nodes = isBranch(found) ? await childrenOf(found) : [];
    }
    assert.ok(found);
    return found;
  };
  const tooltip = async (...path: readonly string[]) =>
    (await loadTooltip(await find(...path), catalog, neverCancelled)).map((line) =>
      line
        .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^ ,]*/g, '‹time›')
        .replace(/^(Last write|Readers): .+$/, '$1: …'),
    );

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('tooltips');
    await runAll(server, database, [
      ...everyKind.filter((statement) => !/SUBSCRIPTION/.test(statement)),
      'CREATE TABLE "od/d".parts_2 PARTITION OF "od/d".parts DEFAULT',
      `INSERT INTO "od/d".parts SELECT '2024-05-05' FROM generate_series(1, 1000)`,
      'ANALYZE "od/d".parts_1',
      'INSERT INTO "od/d".staging SELECT CASE WHEN i % 4 = 0 THEN i END, i % 7 FROM generate_series(1, 1000) AS i',
      'VACUUM ANALYZE "od/d".staging',
      `COMMENT ON TABLE "od/d".staging IS 'of the <b>day</b>'`,
      `SELECT nextval('"od/d"."Numbers"')`,
    ]);
    catalog = await openCatalog(server, database);
    // Before PostgreSQL 15 a process of its own collected the statistics, a moment later.
    const known = `SELECT FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL AND relname IN ('parts_1', 'staging')
                   HAVING pg_catalog.count(*) = 2 AND pg_catalog.count(last_vacuum) = 1`;
    assert.ok(await eventually(async () => (await server.query(known, [], database)).length === 1));
  });

  after(async () => {
    await catalog.close();
  });

  it('give size, rows, maintenance and comment of a table', async () => {
    assert.deepEqual(await tooltip(database, 'od/d', 'staging'), [
      'od/d.staging',
      `Table, owner ${server.user}`,
      'Unlogged: emptied after a crash, and not replicated.',
      'Rows: ~1k',
      'Size: 40 kB table, 0 bytes indexes, 0 bytes TOAST',
      'As of the last VACUUM or ANALYZE.',
      'Last ANALYZE: ‹time›',
      'Last VACUUM: ‹time›',
      'Last write: …',
      'Readers: …',
      'of the <b>day</b>',
    ]);
  });

  it('sum the leaves of a partitioned table, which itself is never analyzed', async () => {
    assert.deepEqual((await tooltip(database, 'od/d', 'parts')).slice(3), [
      'Rows: ~1k',
      'Size: 40 kB table, 0 bytes indexes, 0 bytes TOAST',
      'Sum of 2 partitions',
      '1 of them never analyzed and not counted',
      'As of the last VACUUM or ANALYZE.',
      'Last ANALYZE: ‹time›, and never for 1 of 2',
      'Last VACUUM: never, as far as the server remembers',
      'Last write: …',
      'Readers: …',
    ]);
  });

  it('tell what ANALYZE found in a column', async () => {
    assert.deepEqual((await tooltip(database, 'od/d', 'staging', 'a')).slice(1), [
      'At the last ANALYZE: 75% null, distinct values: 25% of the rows, 4 bytes on average',
    ]);
    assert.deepEqual((await tooltip(database, 'od/d', 'staging', 'b')).slice(1), [
      'At the last ANALYZE: 0% null, about 7 distinct values, 4 bytes on average',
    ]);
    assert.equal((await tooltip(database, 'od/d', 'lines', 'loan')).length, 2);
  });

  it('tell the size of an index and how often it was used', async () => {
    const lines = await tooltip(database, 'od/d', 'Loans "x"', 'Indexes', 'Loans "x"_pkey');
    assert.match(lines.at(-1) ?? '', /^Size: \d+ (bytes|kB)\. Scans since the statistics were reset: 0$/);
  });

  it('tell what matters of sequences, functions, databases and roles', async () => {
    const last = async (...path: readonly string[]) => (await tooltip(...path)).at(-1);
    assert.equal(
      await last(database, 'od/d', 'Sequences', 'Numbers'),
      'From 1 to 2147483647, step 1, start 1. Last value: 1',
    );
    assert.match((await last(database, 'od/d', 'Sequences', 'Loans "x"_id_seq')) ?? '', /Not used yet$/);
    assert.equal(
      await last(database, 'od/d', 'Functions', 'total(numeric)'),
      'Language internal, immutable, parallel unsafe',
    );
    assert.match((await last(database)) ?? '', /^\d+ kB, UTF8, collation /);
  });

  it('and lists never wait for a table that is locked exclusively', async () => {
    const names = ['Loans "x"', 'lines', 'staging', 'parts', 'parts_1', 'open_loans', 'sums', 'remote'];
    const schema = await find(database, 'od/d');
    await server.withAdmin(async (client) => {
      await client.query('BEGIN');
      for (const name of names.filter((each) => !['sums', 'remote'].includes(each))) {
        await client.query(`LOCK TABLE "od/d"."${name.replaceAll('"', '""')}" IN ACCESS EXCLUSIVE MODE`);
      }
      await client.query(`ALTER MATERIALIZED VIEW "od/d".sums SET (fillfactor = 90)`);
      await client.query(`ALTER SEQUENCE "od/d"."Numbers" OWNED BY NONE`);
      await client.query('DROP MATERIALIZED VIEW "od/d".sums');
      const walk = async (node: ExplorerNode): Promise<readonly string[]> => {
        await loadTooltip(node, catalog, neverCancelled);
        const below = isBranch(node) ? await childrenOf(node) : [];
        const seen: string[] = [node.kind === 'relation' ? node.row.name : ''];
        for (const child of below) {
          seen.push(...(await walk(child)));
        }
        return seen;
      };
      const seen = await walk(schema);
      assert.deepEqual(
        [...names].sort(),
        seen
          .filter((name) => name !== '')
          .sort()
          .filter((name) => names.includes(name)),
      );
      await client.query('ROLLBACK');
    }, database);
  });
});
