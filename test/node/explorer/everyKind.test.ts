import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { loadChildren } from '../../../src/core/explorer/loadChildren';
import { type BranchNode, type ExplorerNode, isBranch } from '../../../src/core/explorer/nodes';
import { presentNode } from '../../../src/core/explorer/presentNode';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import { everyKind } from '../../support/everyKind';
import type { TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('explorer: everything that PostgreSQL keeps', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;
  let role: string;

  const childrenOf = async (node: BranchNode, from = catalog): Promise<readonly ExplorerNode[]> => {
    const page = await loadChildren(
      node,
      from,
      { after: undefined, limit: 500, marts: undefined },
      neverCancelled,
    );
    return [...page.nodes, ...(page.footer ?? [])];
  };
  const look = (node: ExplorerNode) => presentNode(node, { kind: 'connected' });
  const listed = async (path: readonly string[], from = catalog): Promise<readonly ExplorerNode[]> => {
    const profile = profileFor(server, { database });
    let nodes: readonly ExplorerNode[] = [{ kind: 'connection', id: 'c', profileId: 'test', profile }];
    for (const name of ['Test', ...path]) {
      const node = nodes.find((each) => look(each).label === name);
      assert.ok(
        node && isBranch(node),
        `${name} is not among ${nodes.map((each) => look(each).label).join(', ')}`,
      );
      nodes = await childrenOf(node, from);
    }
    return nodes;
  };
  /** Icon, label and description of what a path holds. */
  const shown = async (...path: readonly string[]) =>
    (await listed([database, ...path])).map((node) => {
      const { icon, label, description } = look(node);
      return `$(${icon}) ${label}${description === '' ? '' : ` | ${description}`}`;
    });

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('every kind');
    role = `reader ${database}`;
    await runAll(server, database, [
      ...everyKind,
      `CREATE ROLE "${role}" LOGIN PASSWORD 'reads' IN ROLE pg_monitor`,
      `CREATE ROLE "group ${database}" CREATEROLE`,
      `GRANT "group ${database}" TO "${role}"`,
      `COMMENT ON ROLE "${role}" IS 'reads only'`,
    ]);
    catalog = await openCatalog(server, database);
  });

  after(async () => {
    await catalog.close();
    // Other tests of the process must not wait for a subscription or meet the roles.
    await runAll(server, database, [
      'DROP SUBSCRIPTION "from there"',
      `DROP ROLE "${role}"`,
      `DROP ROLE "group ${database}"`,
    ]);
  });

  it('has folders only where something is in them', async () => {
    assert.deepEqual(await shown(), [
      '$(symbol-namespace) od/d',
      '$(symbol-namespace) public',
      '$(folder) Extensions',
      '$(folder) Publications',
      '$(folder) Subscriptions',
      '$(folder) Event Triggers',
      '$(folder) Foreign Servers',
    ]);
    assert.deepEqual(await shown('public'), ['$(folder) Functions']);
    assert.deepEqual(await shown('od/d'), [
      '$(folder) Functions',
      '$(folder) Sequences',
      '$(folder) Types',
      '$(table) Loans "x"',
      '$(workspace-trusted) lines | RLS forced',
      '$(eye) open_loans | view',
      '$(layers) parts | partitioned table',
      '$(link-external) remote | foreign table',
      '$(zap) staging | unlogged',
      '$(save) sums | materialized view',
    ]);
    assert.deepEqual(await shown('od/d', 'staging'), [
      '$(folder) Statistics',
      '$(symbol-field) a | integer',
      '$(symbol-field) b | integer',
    ]);
    assert.deepEqual(await shown('od/d', 'parts', 'Partitions'), [
      '$(layers-dot) parts_1 | 2024-01-01 to 2025-01-01',
    ]);
  });

  it('knows folders of a schema that holds one thing only', async () => {
    const made: readonly (readonly [statement: string, folders: readonly string[]])[] = [
      ['CREATE TYPE lone.a AS ENUM ()', ['Types']],
      ['CREATE TYPE lone.b AS (x int)', ['Types']],
      ['CREATE DOMAIN lone.c AS int', ['Types']],
      ['CREATE TYPE lone.d AS RANGE (subtype = int)', ['Types']],
      ['CREATE TYPE lone.e', []],
      ['CREATE SEQUENCE lone.f', ['Sequences']],
      ['CREATE TABLE lone.g (id int)', ['g']],
    ];
    for (const [statement, folders] of made) {
      await runAll(server, database, ['CREATE SCHEMA lone', statement]);
      const labels = (await listed([database, 'lone'])).map((node) => look(node).label);
      assert.deepEqual(labels, folders, statement);
      await runAll(server, database, ['DROP SCHEMA lone CASCADE']);
    }
    await runAll(server, database, ['CREATE TYPE public.in_public AS ENUM ()']);
    assert.deepEqual(await shown('public'), ['$(folder) Functions', '$(folder) Types']);
    await runAll(server, database, ['DROP TYPE public.in_public']);
  });

  it('lists what a schema holds beside relations', async () => {
    assert.deepEqual(await shown('od/d', 'Functions'), [
      '$(symbol-method) DO it(INOUT n integer) | procedure',
      '$(symbol-function) add(a integer, b integer) | → bigint',
      '$(symbol-function) add(a text) | → TABLE(x integer, y text)',
      '$(combine) total(numeric) | aggregate · → numeric',
      '$(symbol-function) touch/it() | → trigger · security definer',
    ]);
    assert.deepEqual(await shown('od/d', 'Sequences'), [
      '$(symbol-number) Loans "x"_id_seq | integer of Loans "x".id',
      '$(symbol-number) Numbers | integer',
    ]);
    assert.deepEqual(await shown('od/d', 'Types'), [
      "$(symbol-enum) mood | enum · (so, so, it's fine)",
      '$(symbol-structure) pair | composite type · (x integer, Y text)',
      '$(symbol-parameter) percent | domain · numeric(5,2) · not null',
      '$(symbol-ruler) span | range type · of numeric',
    ]);
  });

  it('lists what belongs to a table', async () => {
    const table = ['od/d', 'Loans "x"'] as const;
    assert.deepEqual((await shown(...table)).slice(0, 4), [
      '$(folder) Indexes',
      '$(folder) Constraints',
      '$(folder) Triggers',
      '$(folder) Rules',
    ]);
    assert.deepEqual(await shown(...table, 'Constraints'), [
      '$(key) Loans "x"_pkey | PRIMARY KEY (id)',
      '$(warning) big; drop | CHECK (amount > 0::numeric) NOT VALID',
    ]);
    assert.deepEqual(await shown(...table, 'Triggers'), [
      '$(circle-slash) touch, always | before insert or update, each row → touch/it · disabled',
    ]);
    assert.deepEqual(await shown(...table, 'Rules'), ['$(law) no-delete | on delete do instead']);
    assert.deepEqual(await shown('od/d', 'lines', 'Policies'), [
      '$(shield) only % mine | for select to public · restrictive',
    ]);
    assert.deepEqual(await shown('od/d', 'lines', 'Constraints'), [
      '$(link) of "loan" | FOREIGN KEY (loan) REFERENCES "od/d"."Loans ""x"""(id)',
    ]);
    assert.deepEqual(await shown('od/d', 'staging', 'Statistics'), ['$(graph) a&b | dependencies on a, b']);
  });

  it('lists what belongs to the database', async () => {
    assert.match((await shown('Extensions'))[0] ?? '', /^\$\(extensions\) plpgsql \| 1\.0 in pg_catalog$/);
    assert.deepEqual(await shown('Publications'), [
      '$(broadcast) all of it | all tables, insert, update, delete, truncate',
    ]);
    assert.deepEqual(await shown('Subscriptions'), ['$(circle-slash) from there | to one, two · disabled']);
    assert.deepEqual(await shown('Event Triggers'), [
      '$(symbol-event) note DDL | on ddl_command_end → note_ddl',
    ]);
    assert.deepEqual(await shown('Foreign Servers'), [
      '$(server-environment) far away | by no/thing',
      '$(plug) no/thing | foreign data wrapper',
    ]);
  });

  it('lists roles with their groups, and tablespaces', async () => {
    const find = (nodes: readonly ExplorerNode[], name: string) => {
      const node = nodes.find((each) => look(each).label === name);
      assert.ok(node, name);
      return look(node);
    };
    const roles = await listed(['Roles']);
    const reader = find(roles, role);
    assert.equal(reader.description, `member of group ${database}, pg_monitor`);
    assert.deepEqual(reader.tooltip.slice(-1), ['reads only']);
    assert.deepEqual(
      [find(roles, server.user).icon, find(roles, `group ${database}`).icon, reader.icon],
      ['workspace-trusted', 'organization', 'person'],
    );
    assert.ok(!roles.some((each) => look(each).label.startsWith('pg_')));
    assert.deepEqual(
      (await listed(['Tablespaces'])).map((each) => look(each).label),
      ['pg_default', 'pg_global'],
    );
  });

  it('lists everything to a role without rights', async () => {
    const other = await openCatalog(server, database, { user: role, password: 'reads' });
    try {
      const walk = async (node: ExplorerNode): Promise<number> => {
        if (!isBranch(node)) {
          assert.notEqual(node.kind, 'message', look(node).label);
          return 1;
        }
        const counts = await Promise.all((await childrenOf(node, other)).map(walk));
        return counts.reduce((sum, count) => sum + count, 1);
      };
      const own = (await listed([], other)).filter(
        (node) => node.kind === 'group' || look(node).label === database,
      );
      const counts = await Promise.all(own.map(walk));
      assert.ok(counts.reduce((sum, count) => sum + count, 0) > 50);
    } finally {
      await other.close();
    }
  });

  it('says in words that the server hides its subscriptions, as before PostgreSQL 14', async () => {
    await runAll(server, database, ['REVOKE SELECT (oid) ON pg_catalog.pg_subscription FROM PUBLIC']);
    const other = await openCatalog(server, database, { user: role, password: 'reads' });
    try {
      assert.deepEqual(
        (await listed([database, 'Subscriptions'], other)).map((node) => look(node).label),
        ['This server shows its subscriptions to superusers only.'],
      );
    } finally {
      await other.close();
      await runAll(server, database, ['GRANT SELECT (oid) ON pg_catalog.pg_subscription TO PUBLIC']);
    }
  });

  it('pages a folder by name and oid', async () => {
    await runAll(server, database, [
      `DO $$ BEGIN FOR i IN 1..3 LOOP FOR j IN 1..4 LOOP EXECUTE format(
         'CREATE FUNCTION public.f%s(%s) RETURNS int LANGUAGE sql AS ''SELECT 1''', i, array_to_string(array_fill('int'::text, array[j]), ','));
       END LOOP; END LOOP; END $$`,
    ]);
    const [folder] = await listed([database, 'public']);
    assert.ok(folder && isBranch(folder));
    const seen: string[] = [];
    let after: readonly string[] | undefined;
    do {
      const request = { after, limit: 5, marts: undefined };
      const page = await loadChildren(folder, catalog, request, neverCancelled);
      seen.push(...page.nodes.map((node) => node.id));
      after = page.next;
    } while (after);
    assert.equal(seen.length, 13);
    assert.equal(new Set(seen).size, 13);
  });
});
