import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { readRelationFacts } from '../../../../src/core/plan/facts/readRelationFacts';
import {
  type CatalogFacts,
  type PlanRelation,
  type RelationFacts,
  relationFactsOf,
} from '../../../../src/core/plan/relationFacts';
import type { Database } from '../../../../src/core/ports';
import { localNotice, ServerError } from '../../../../src/core/sql/serverError';
import { Connector } from '../../../../src/node/pg/connector';
import type { PgDatabase } from '../../../../src/node/pg/pgDatabase';
import { startPgBouncer } from '../../../support/pgbouncer';
import type { TestServer } from '../../../support/postgres';
import { testedMajor } from '../../../support/postgresBinaries';
import { passwords, profileFor, run } from '../../../support/sessions';
import { sharedServer } from '../../../support/sharedServer';

const setup = [
  'create schema core',
  `create table core.loans (id bigint primary key, book int not null, note text, code text collate "C", "Odd name" varchar(20))
     with (fillfactor = 70)`,
  `insert into core.loans select g, g % 10, 'note ' || g, 'c' || g, null from generate_series(1, 5000) as g`,
  'create index loans_lower on core.loans (lower(note) desc, book) include (id) where book > 3',
  'create index loans_note on core.loans (note text_pattern_ops)',
  'create index "Loans code" on core.loans using hash (code)',
  'alter table core.loans alter column book set statistics 500',
  'create statistics core.loans_stats (dependencies) on book, code from core.loans',
  'create table core.fines (id int primary key, loan bigint references core.loans, "first" int, "second" int)',
  'create table core.paid (loan bigint references core.loans (id), at date)',
  'create index on core.paid (loan, at)',
  `create function core.touch() returns trigger language plpgsql as 'begin return new; end'`,
  'create trigger touched before insert on core.loans for each row execute function core.touch()',
  'create trigger counted after update on core.loans for each statement execute function core.touch()',
  `comment on table core.loans is 'Built by dbt from the model loans.'`,
  'vacuum analyze core.loans',
  'create table core.parted (at date, n int) partition by range (at)',
  `create table core.parted_1 partition of core.parted for values from ('2024-01-01') to ('2024-02-01')`,
  'create index on core.parted (n)',
  `insert into core.parted select '2024-01-05', g from generate_series(1, 100) as g`,
  'analyze core.parted',
  'create table public.twin (a int)',
  'create table core.twin (a int)',
  'create table core.secured (owner_name text, amount int)',
  `insert into core.secured select 'x', g from generate_series(1, 10) as g`,
  'analyze core.secured',
  'alter table core.secured enable row level security',
  'create policy own on core.secured for select to public using (owner_name = current_user)',
  'create materialized view core.sums as select book, count(*) from core.loans group by book',
  'create view core.seen as select * from core.loans',
  'create role facts_reader login password $$facts$$',
  'grant usage on schema core to facts_reader',
  'grant select on core.secured to facts_reader',
];

describe('The facts of the relations of a plan', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let catalog: PgDatabase;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('facts');
    for (const sql of setup) {
      await server.query(sql, [], database);
    }
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
    catalog = await connector.openDatabase(neverCancelled);
  });

  after(async () => {
    await catalog.close();
    await connector.close();
    await server.query('drop owned by facts_reader', [], database);
    await server.query('drop role facts_reader');
  });

  function read(relations: readonly PlanRelation[], role?: string): Promise<CatalogFacts> {
    return readRelationFacts(catalog, relations, role, neverCancelled);
  }

  async function facts(relation: string, schema = 'core'): Promise<RelationFacts> {
    const found = relationFactsOf(await read([{ schema, relation }]), { schema, relation });
    assert.ok(found);
    return found;
  }

  it('are those of a table: size, maintenance, counters', async () => {
    const loans = await facts('loans');
    assert.equal(loans.kind, 'table');
    assert.equal(loans.storage.rows, 5000);
    assert.ok(loans.storage.pages > 10);
    assert.equal(loans.storage.bytes, loans.storage.pages * 8192);
    assert.ok((loans.storage.totalBytes ?? 0) > loans.storage.bytes);
    assert.deepEqual(loans.storage.options, ['fillfactor=70']);
    const [row] = await server.query(
      `select relallvisible as n from pg_class where oid = 'core.loans'::regclass`,
      [],
      database,
    );
    assert.equal(loans.storage.allVisiblePages, row?.['n']);
    assert.deepEqual([loans.comment, loans.dbt?.kind], ['Built by dbt from the model loans.', 'comment']);
    assert.deepEqual(loans.gaps, []);
    const { vacuum, analyze } = loans.maintenance;
    assert.ok(vacuum && analyze && analyze.secondsAgo < 600 && /^\d{4}-\d\d-\d\d /.test(analyze.at));
  });

  it('have the columns with their statistics', async () => {
    const { columns } = await facts('loans');
    assert.deepEqual(
      columns.map(({ name, type, collation, statisticsTarget }) => [name, type, collation, statisticsTarget]),
      [
        ['id', 'bigint', undefined, undefined],
        ['book', 'integer', undefined, 500],
        ['note', 'text', 'default', undefined],
        ['code', 'text', 'C', undefined],
        ['Odd name', 'character varying(20)', 'default', undefined],
      ],
    );
    const [id, book, , code, odd] = columns;
    assert.deepEqual([id?.statistics?.distinct, id?.statistics?.correlation, id?.notNull], [-1, 1, true]);
    assert.equal(book?.statistics?.distinct, 10);
    assert.ok(Math.abs((book.statistics.mostCommonShare ?? 0) - 0.1) < 0.01);
    assert.equal(odd?.statistics?.nullShare, 1);
    assert.equal(code?.comparesBytes, true);
  });

  it('have the indexes with their keys', async () => {
    const { indexes } = await facts('loans');
    assert.deepEqual(
      indexes.map(({ name, method, constraint }) => [name, method, constraint]),
      [
        ['Loans code', 'hash', undefined],
        ['loans_lower', 'btree', undefined],
        ['loans_note', 'btree', undefined],
        ['loans_pkey', 'btree', 'loans_pkey'],
      ],
    );
    const lower = indexes[1];
    assert.deepEqual(
      lower?.keys.map(({ column, expression, descending }) => [column, expression, descending]),
      [
        [undefined, 'lower(note)', true],
        ['book', 'book', false],
      ],
    );
    assert.deepEqual([lower.include, lower.predicate, lower.partial], [['id'], '(book > 3)', true]);
    assert.match(lower.definition ?? '', /^CREATE INDEX loans_lower ON core\.loans USING btree/);
    assert.ok((lower.bytes ?? 0) > 0);
    const [note] = indexes[2]?.keys ?? [];
    assert.deepEqual([note?.operatorClass, note?.defaultOperatorClass], ['text_pattern_ops', false]);
  });

  it('name foreign keys in both directions, and those without an index', async () => {
    const { referencedBy } = await facts('loans');
    assert.deepEqual(
      referencedBy.map(({ relation, columns, indexed }) => [relation, columns, indexed]),
      [
        ['fines', ['loan'], false],
        ['paid', ['loan'], true],
      ],
    );
    const [key] = (await facts('fines')).foreignKeys;
    assert.deepEqual(
      [key?.constraint, key?.referencedRelation, key?.referencedColumns],
      ['fines_loan_fkey', 'loans', ['id']],
    );
  });

  it('tell when triggers fire', async () => {
    const { triggers } = await facts('loans');
    const own = triggers.filter(({ internal }) => !internal);
    assert.deepEqual(
      own.map(({ name, timing, level, function: called }) => [name, timing, level, called]),
      [
        ['counted', 'after', 'statement', 'core.touch'],
        ['touched', 'before', 'row', 'core.touch'],
      ],
    );
    const [check] = triggers.filter(({ internal }) => internal);
    assert.deepEqual([check?.timing, check?.constraint], ['after', 'fines_loan_fkey']);
  });

  it('lead from a partition to its table, whose statistics cover all partitions', async () => {
    const partition = await facts('parted_1');
    assert.deepEqual(partition.partitionRoot, { schema: 'core', name: 'parted' });
    assert.equal(partition.columns[1]?.statistics?.distinct, -1);
    const parted = await facts('parted');
    assert.equal(parted.kind, 'partitionedTable');
    assert.equal(parted.columns[1]?.statistics?.distinct, -1);
    assert.equal(parted.storage.bytes, undefined);
  });

  it('say whether row security applies to the role that is meant', async () => {
    const secured: PlanRelation = { schema: 'core', relation: 'secured' };
    const own = relationFactsOf(await read([secured]), secured)?.rowSecurity;
    assert.deepEqual([own?.enabled, own?.active], [true, false]);
    assert.deepEqual(own?.policies, [
      { name: 'own', command: 'SELECT', permissive: true, roles: ['public'] },
    ]);
    const leaky = own.leakyOperators.filter(({ type }) => type === 'text').map(({ operator }) => operator);
    assert.ok(leaky.includes('~~*') && !leaky.includes('='), leaky.join(' '));
    const others = await read([secured], 'facts_reader');
    assert.equal(relationFactsOf(others, secured)?.rowSecurity.active, true);
    assert.equal(others.server.role, 'facts_reader');
    assert.deepEqual((await facts('loans')).rowSecurity.leakyOperators, []);
  });

  it('say that a relation is gone, or that its name means several', async () => {
    const { relations } = await read([
      { schema: 'core', relation: 'nowhere' },
      { schema: undefined, relation: 'twin' },
      { schema: undefined, relation: 'fines' },
      { schema: undefined, relation: 'pg_class' },
    ]);
    assert.deepEqual(
      relations.map((each) => (each.kind === 'unknown' ? each.reason : each.facts.schema)),
      [
        'The catalog knows no relation core.nowhere any more.',
        'The plan does not say in which schema twin is, and there is one in each of core, public. EXPLAIN with VERBOSE says it.',
        'core',
        'pg_catalog',
      ],
    );
  });

  it('are found for a temporary table of another session', async () => {
    const session = await connector.openSession(neverCancelled);
    await run(session, 'create temporary table passing (a int)');
    const asked = { schema: 'pg_temp', relation: 'passing' };
    const found = relationFactsOf(await read([asked]), asked);
    assert.match(found?.schema ?? '', /^pg_temp_\d+$/);
    await session.close();
  });

  it('wait for nobody: what is locked exclusively comes without what must be opened', async () => {
    const session = await connector.openSession(neverCancelled);
    await run(session, 'begin');
    await run(session, 'lock table core.loans in access exclusive mode');
    try {
      const both = await read(['loans', 'fines'].map((relation) => ({ schema: 'core', relation })));
      const [loans, fines] = both.relations.map((each) => (each.kind === 'found' ? each.facts : undefined));
      assert.match(loans?.gaps.join() ?? '', /another session locks it exclusively/);
      assert.deepEqual(
        [loans?.storage.bytes, loans?.indexes[1]?.definition, loans?.indexes[1]?.keys[1]?.expression],
        [undefined, undefined, 'book'],
      );
      assert.equal(loans?.columns[1]?.statistics?.distinct, 10);
      assert.ok(fines?.storage.totalBytes);
    } finally {
      await run(session, 'rollback');
      await session.close();
    }
  });

  const interruptions: readonly (readonly [code: string, times: number, gap: RegExp | undefined])[] = [
    ['55P03', 2, undefined],
    ['55P03', 3, /other sessions lock it exclusively again and again/],
    ['57014', 1, /the server took longer than 10 seconds/],
  ];
  for (const [code, times, gap] of interruptions) {
    it(`${gap ? 'say what is missing' : 'are whole'} after ${times} times ${code}`, async () => {
      let left = times;
      const late: Database = {
        server: catalog.server,
        read: (query, signal) =>
          query.name === 'plan.definitions' && left-- > 0
            ? Promise.reject(new ServerError(localNotice('ERROR', code, 'canceling statement')))
            : catalog.read(query, signal),
      };
      const asked = { schema: 'core', relation: 'loans' };
      const found = relationFactsOf(await readRelationFacts(late, [asked], undefined, neverCancelled), asked);
      assert.equal(found?.storage.bytes === undefined, gap !== undefined);
      assert.match(found?.gaps.join() ?? '', gap ?? /^$/);
      assert.equal(found?.storage.rows, 5000);
    });
  }

  it('say what the role may not read', async () => {
    const login = profileFor(server, { database, user: 'facts_reader' });
    const poor = new Connector(login, passwords('facts'));
    const weak = await poor.openDatabase(neverCancelled);
    try {
      const asked = ['loans', 'secured'].map((relation) => ({ schema: 'core', relation }));
      const { relations } = await readRelationFacts(weak, asked, undefined, neverCancelled);
      for (const each of relations) {
        assert.ok(each.kind === 'found');
        assert.match(each.facts.gaps.join(), /the role may not read them/);
        assert.deepEqual(
          [...new Set(each.facts.columns.map((column) => column.withoutStatistics))],
          ['notReadable'],
        );
      }
    } finally {
      await weak.close();
      await poor.close();
    }
  });

  it('leave a table without ANALYZE without statistics, which is another thing', async () => {
    const { columns, storage, gaps } = await facts('fines');
    assert.deepEqual([columns[0]?.withoutStatistics, storage.rows, gaps], ['neverAnalyzed', undefined, []]);
  });

  it('name the extensions, and the version', async () => {
    const { server: known } = await read([]);
    assert.equal(Math.floor(known.version / 10_000), testedMajor());
    assert.deepEqual(known.extensions, ['plpgsql']);
    assert.ok(known.availableExtensions.includes('plpgsql'));
    assert.equal(known.blockSize, 8192);
  });

  it('are the same through a pooler in transaction mode', async function () {
    const pooler = await startPgBouncer(server, 'transaction');
    if (!pooler) {
      this.skip();
    }
    const pooled = new Connector(
      profileFor(server, { database, port: pooler.port }),
      passwords(server.password),
    );
    const line = await pooled.openDatabase(neverCancelled);
    try {
      assert.equal(line.server.transactionPooled, true);
      const asked = { schema: 'core', relation: 'loans' };
      const through = relationFactsOf(
        await readRelationFacts(line, [asked], undefined, neverCancelled),
        asked,
      );
      const { columns, indexes } = await facts('loans');
      assert.deepEqual([through?.columns, through?.indexes], [columns, indexes]);
    } finally {
      await line.close();
      await pooled.close();
      await pooler.stop();
    }
  });
});
