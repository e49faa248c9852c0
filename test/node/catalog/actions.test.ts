import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { commentSql } from '../../../src/core/catalog/actions/comment';
import { countRowsSql } from '../../../src/core/catalog/actions/countRows';
import { dependents } from '../../../src/core/catalog/actions/dependents';
import { dropSql } from '../../../src/core/catalog/actions/drop';
import {
  refreshableConcurrently,
  refreshSql,
} from '../../../src/core/catalog/actions/refreshMaterializedView';
import { renameSql } from '../../../src/core/catalog/actions/rename';
import { sampleRowsSql } from '../../../src/core/catalog/actions/sampleRows';
import { insertStatement, selectStatement } from '../../../src/core/catalog/actions/statements';
import { type ActionTarget, isRelationKind, targetSql } from '../../../src/core/catalog/actions/target';
import { truncateSql } from '../../../src/core/catalog/actions/truncate';
import { analyzeSql, vacuumSql } from '../../../src/core/catalog/actions/vacuum';
import { columns } from '../../../src/core/catalog/queries/columns';
import { databases } from '../../../src/core/catalog/queries/databases';
import { loadChildren } from '../../../src/core/explorer/loadChildren';
import { type ExplorerNode, isBranch } from '../../../src/core/explorer/nodes';
import { nodeTarget } from '../../../src/core/explorer/nodeTarget';
import { openCatalog, type OpenCatalog, readAll, runAll } from '../../support/catalog';
import { everyKind } from '../../support/everyKind';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

const oddText = `it's \\ "so"\n🚀 $$ --`;

describe('catalog: statements about objects', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;

  const run = (...statements: readonly string[]) => runAll(server, database, statements);
  /** Every node of the database, with its object. */
  const walk = async (): Promise<readonly (readonly [ExplorerNode, ActionTarget])[]> => {
    const found: (readonly [ExplorerNode, ActionTarget])[] = [];
    const visit = async (node: ExplorerNode): Promise<void> => {
      const target = nodeTarget(node);
      if (target) {
        found.push([node, target]);
      }
      if (isBranch(node)) {
        const request = { after: undefined, limit: 500, marts: undefined };
        const page = await loadChildren(node, catalog, request, neverCancelled);
        for (const child of [...page.nodes, ...(page.footer ?? [])]) {
          await visit(child);
        }
      }
    };
    const place = { profileId: 'test', database: undefined };
    const [row] = await readAll(catalog, databases);
    assert.ok(row);
    await visit({ kind: 'database', id: 'd', place, row });
    return found.filter(([, target]) => target.schema !== 'public' && target.name !== 'public');
  };
  const only = async (kind: ActionTarget['kind'], name: string): Promise<ActionTarget> => {
    const target = (await walk())
      .map(([, each]) => each)
      .find((each) => each.kind === kind && each.name === name);
    assert.ok(target, name);
    return target;
  };
  const namesDropped = async (target: ActionTarget) => {
    const query = dependents(target, 50);
    assert.ok(query);
    return (await catalog.read(query, neverCancelled)).map(
      (each) => `${each.needsCascade ? '' : '(with it) '}${each.description}`,
    );
  };

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    database = await server.createDatabase('actions');
    await run(...everyKind);
    catalog = await openCatalog(server, database);
  });

  afterEach(async () => {
    await catalog.close();
    await run('DROP SUBSCRIPTION "from there"');
  });

  it('comment on every kind of object', async () => {
    const targets = (await walk()).map(([, target]) => target);
    const kinds = new Set(targets.map((target) => target.kind));
    assert.deepEqual(
      [...kinds].sort().join(' '),
      'aggregate column compositeType constraint database domain enum eventTrigger extension foreignDataWrapper ' +
        'foreignServer foreignTable function index materializedView partitionedTable policy procedure publication ' +
        'range rule schema sequence statistics subscription table trigger view',
    );
    await run(...targets.map((target) => commentSql(target, oddText)));
    for (const [node, target] of await walk()) {
      assert.equal(
        'row' in node && 'comment' in node.row ? node.row.comment : '',
        oddText,
        targetSql(target),
      );
    }
    await run(...targets.map((target) => commentSql(target, '')));
    for (const [node, target] of await walk()) {
      assert.ok('row' in node && 'comment' in node.row && node.row.comment === undefined, targetSql(target));
    }
  });

  it('rename every kind of object but extensions', async () => {
    const name = 'odd "new" name';
    const done = new Set<string>();
    const refused: string[] = [];
    await server.withAdmin(async (client) => {
      for (const [, target] of await walk()) {
        if (target.kind === 'extension' || target.kind === 'database') {
          continue;
        }
        await client.query('BEGIN');
        try {
          await client.query(renameSql(target, name));
          // Only an object that has the new name can be commented on by it.
          await client.query(commentSql({ ...target, name }, 'found'));
          done.add(target.kind);
        } catch (error) {
          refused.push(`${targetSql(target)}: ${error instanceof Error ? error.message : ''}`);
        }
        await client.query('ROLLBACK');
      }
    }, database);
    assert.deepEqual(refused, ['COLUMN "od/d".parts_1.on_day: cannot rename inherited column "on_day"']);
    assert.equal(done.size, 26);
  });

  it('drop every kind of object, and know what CASCADE takes along', async () => {
    const told: string[] = [];
    const real: string[] = [];
    const refused: string[] = [];
    await server.withAdmin(async (client) => {
      const cascaded: number[] = [];
      client.on('notice', ({ message = '' }) => {
        const several = /^drop cascades to (\d+) other objects/.exec(message)?.[1];
        if (message.startsWith('drop cascades to')) {
          cascaded.push(Number(several ?? 1));
        }
      });
      for (const [, target] of await walk()) {
        if (target.kind === 'database') {
          continue;
        }
        const predicted = await catalog.read(
          dependents(target, 500) ?? assert.fail(target.kind),
          neverCancelled,
        );
        const count = predicted.filter((each) => each.needsCascade).length;
        cascaded.length = 0;
        await client.query('BEGIN');
        try {
          await client.query(dropSql(target, count > 0));
          told.push(`${targetSql(target)}: ${count}`);
          real.push(`${targetSql(target)}: ${cascaded[0] ?? 0}`);
        } catch (error) {
          refused.push(`${targetSql(target)}: ${error instanceof Error ? error.message : ''}`);
        }
        await client.query('ROLLBACK');
      }
    }, database);
    assert.deepEqual(told, real);
    // What PostgreSQL never drops by itself: the rest was dropped.
    assert.deepEqual(
      refused.filter(
        (line) =>
          !/requires it|inherited column|partition key|(is not a table|cannot be performed on relation)/.test(
            line,
          ),
      ),
      [],
    );
    assert.equal(refused.length, 8, refused.join('\n'));
  });

  it('name what is dropped with an object', async () => {
    assert.deepEqual(await namesDropped(await only('table', 'Loans "x"')), [
      'constraint of "loan" on table "od/d".lines',
      'materialized view "od/d".sums',
      'view "od/d".open_loans',
      '(with it) sequence "od/d"."Loans ""x""_id_seq"',
    ]);
    assert.deepEqual(await namesDropped(await only('partitionedTable', 'parts')), [
      '(with it) table "od/d".parts_1',
    ]);
    assert.deepEqual(await namesDropped(await only('column', 'Näme')), ['view "od/d".open_loans']);
    assert.deepEqual(await namesDropped(await only('view', 'open_loans')), []);
    assert.deepEqual(await namesDropped(await only('foreignDataWrapper', 'no/thing')), [
      'foreign table "od/d".remote',
      'server far away',
    ]);
  });

  it('truncate, vacuum, analyze, count, sample, select and insert', async () => {
    for (const [, target] of await walk()) {
      if (!isRelationKind(target.kind) || target.kind === 'foreignTable') {
        continue;
      }
      const all = await readAll(catalog, columns(target.oid));
      const isTable = target.kind === 'table' || target.kind === 'partitionedTable';
      await run(
        countRowsSql(target),
        sampleRowsSql(target, 100, undefined),
        sampleRowsSql(target, 100, 500),
        sampleRowsSql(target, 100, 10_000_000_000),
        selectStatement(target, all),
        ...(isTable ? [`EXPLAIN ${insertStatement(target, all)}`] : []),
        ...(isTable && target.name !== 'Loans "x"' ? [truncateSql(target)] : []),
        ...(target.kind === 'view' ? [] : [analyzeSql(target), vacuumSql(target)]),
      );
    }
  });

  it('write statements that a name cannot break out of', async () => {
    await run(
      'CREATE TABLE public."a;b" (id int GENERATED ALWAYS AS IDENTITY, "x\n, y" text NOT NULL, n int DEFAULT 1, g int GENERATED ALWAYS AS (n) STORED)',
    );
    const target: ActionTarget = {
      ...{ kind: 'table', oid: 0, column: 0, schema: 'public', name: 'a;b' },
      ...{ relation: undefined, signature: undefined },
    };
    const [row] = await catalog.read(
      {
        name: 'oid',
        text: `SELECT 'public."a;b"'::pg_catalog.regclass::oid`,
        values: [],
        row: ([oid]) => Number(oid),
      },
      neverCancelled,
    );
    const all = await readAll(catalog, columns(row ?? 0));
    assert.equal(
      insertStatement(target, all),
      `INSERT INTO public."a;b" (\n  "x\n, y",\n  n\n) VALUES (\n  NULL, -- x , y: text, not null\n  DEFAULT -- n: integer\n);\n`,
    );
    await run(insertStatement(target, all).replace('NULL', `'here'`), selectStatement(target, all));
    assert.equal((await server.query('SELECT FROM public."a;b"', [], database)).length, 1);
  });

  it('refresh a materialized view, concurrently where that can work', async () => {
    const target = await only('materializedView', 'sums');
    const can = async () => (await catalog.read(refreshableConcurrently(target.oid), neverCancelled))[0];
    assert.equal(await can(), false);
    await run(refreshSql(target, false), 'CREATE UNIQUE INDEX ON "od/d".sums ((total + 1))');
    assert.equal(await can(), false);
    await run('CREATE UNIQUE INDEX ON "od/d".sums (total)');
    assert.equal(await can(), true);
    await run(refreshSql(target, true), 'REFRESH MATERIALIZED VIEW "od/d".sums WITH NO DATA');
    assert.equal(await can(), false);
  });
});
