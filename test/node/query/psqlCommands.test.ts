import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Cell } from '../../../src/core/ports';
import { answerPsqlLine, psqlCommands } from '../../../src/core/query/psql/psqlCommands';
import { preparePsql } from '../../../src/core/query/psql/preparePsql';
import { isAnsweredPsqlCommand } from '../../../src/core/query/psqlCommand';
import { checkReadOnly } from '../../../src/core/query/readOnlyGuard';
import { planRun } from '../../../src/core/query/runPlan';
import { Connector } from '../../../src/node/pg/connector';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { PgParser } from '../../../src/node/sql/pgParser';
import type { TestServer } from '../../support/postgres';
import { type Answer, passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

/** Compared cell by cell with a psql of this machine. */
const compared = [
  ...[
    '\\dt',
    '\\dt *.*',
    '\\dt+',
    '\\dv',
    '\\dm',
    '\\di',
    '\\ds',
    '\\dE',
    '\\dtv',
    '\\dit',
    '\\d',
    '\\dtS pg_cl*',
  ],
  ...[
    '\\dt marts.*',
    '\\dt "Odd.Name"',
    '\\dt ORDERS',
    '\\dt ord?rs',
    '\\dt m*.o*',
    '\\dt nothing',
    '\\dt (a|b)*',
  ],
  ...['\\dt marts."Odd$"', '\\dt marts.odd$', '\\dt ""', '\\dv+ marts.*'],
  ...['\\d orders', '\\d marts.orders', '\\d "Odd.Name"', '\\d+ orders', '\\d marts.big', '\\d totals'],
  ...['\\df', '\\df *.add*', '\\dfp', '\\dft', '\\dfn', '\\dn', '\\dn m*', '\\dnS', '\\dx', '\\dx pl*'],
  ...[
    '\\dp',
    '\\dp marts.*',
    '\\z orders',
    '\\du',
    '\\dg duty_*',
    '\\du+ duty_*',
    '\\dT',
    '\\dT+ mood',
    '\\dD',
    '\\dD *.*',
  ],
  ...['\\db', '\\db+'],
];

/** Only what they answer to is looked at: their columns differ between the versions of psql. */
const alsoAnswered = [
  '\\l',
  '\\l+ post*',
  '\\list',
  '\\dO',
  '\\dOS+ en*',
  '\\df+ *.add*',
  '\\dx+',
  '\\conninfo',
  '\\dv pg_*',
];

const objects = `
  create schema marts;
  create type mood as enum ('sad', 'glad');
  create domain price as numeric(10,2) default 0 check (value >= 0);
  create table orders (id int generated always as identity primary key, code varchar(9) unique, at timestamptz default now() not null,
    twice int generated always as (length(code) * 2) stored, note text collate "C", check (at > '2000-01-01'));
  comment on table orders is 'All | orders';
  comment on column orders.code is 'A code';
  create table lines (id serial, order_id int references orders on delete cascade, mood mood);
  create index on lines (order_id) where mood is not null;
  create table "Odd.Name" ("A b" int, c price);
  create table marts.orders (id int);
  create table marts."Odd$" (id int);
  create table marts.big (id int, at date) partition by range (at);
  create table marts.big_2024 partition of marts.big for values from ('2024-01-01') to ('2025-01-01');
  create view totals as select count(*) as n, max(at) as last from orders;
  create materialized view marts.kept as select 1 as one;
  create function add_one(a int, b text default 'x') returns int language sql as 'select a + 1';
  create procedure marts.add_two(inout a int) language plpgsql as 'begin a := a + 2; end';
  create function noted() returns trigger language plpgsql as 'begin return new; end';
  create trigger noted before insert on orders for each row execute function noted();
  alter table orders enable row level security;
  create policy own on orders for select using (code = current_user);
  grant select on orders to public;
  grant update (code) on orders to public;
`;

describe('Commands of psql', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let session: PgSession;
  const parser = new PgParser();

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('psql');
    await server.query('drop role if exists duty_one, duty_two');
    await server.query('create role duty_one login createdb connection limit 3 valid until $$2030-01-01$$');
    await server.query('create role duty_two noinherit');
    await server.query("comment on role duty_two is 'Second'");
    await server.query(objects, [], database);
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
    session = await connector.openSession(neverCancelled);
  });

  after(async () => {
    await session.close();
    await connector.close();
    await server.query('drop role if exists duty_one, duty_two');
  });

  async function ours(line: string, part = 0): Promise<Answer> {
    const answer = answerPsqlLine(line, session.server);
    assert.ok(answer?.kind === 'queries');
    return run(session, answer.queries[part]?.text ?? '');
  }

  for (const line of compared) {
    it(`${line} as psql`, async function () {
      const theirs = await psql(server, database, line);
      if (!theirs) {
        this.skip();
      }
      const { columns, rows } = await ours(line);
      const heads = columns?.map(({ name }) => name) ?? [];
      assert.deepEqual(
        rows.length === 0 ? [] : [heads, ...rows.map((row) => row.map((cell) => cell ?? ''))],
        theirs.slice(0, rows.length === 0 ? 0 : rows.length + 1),
      );
      assert.equal(restOfTable(theirs, rows), 0);
    });
  }

  for (const line of [...compared, ...alsoAnswered]) {
    it(`${line} only reads`, async () => {
      const answer = answerPsqlLine(line, session.server);
      assert.ok(isAnsweredPsqlCommand(line) && answer?.kind === 'queries');
      for (const { text } of answer.queries) {
        assert.deepEqual(await checkReadOnly(parser, text), { allowed: true, form: { kind: 'read' } });
        await run(session, text);
      }
    });
  }

  it('tell below the columns of a table what psql tells there', async () => {
    const { rows } = await ours('\\d orders', 1);
    assert.deepEqual(rows, [
      ['Index', 'orders_code_key', 'UNIQUE CONSTRAINT, btree (code)'],
      ['Index', 'orders_pkey', 'PRIMARY KEY, btree (id)'],
      [
        'Check constraint',
        'orders_at_check',
        `CHECK (at > '2000-01-01 00:00:00${await zone()}'::timestamp with time zone)`,
      ],
      [
        'Referenced by',
        'lines_order_id_fkey',
        'TABLE lines FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE',
      ],
      ['Policy', 'own', 'FOR SELECT USING (code::text = CURRENT_USER)'],
      [
        'Trigger',
        'noted',
        'CREATE TRIGGER noted BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION noted()',
      ],
    ]);
    const about = async (line: string) =>
      (await ours(line, 1)).rows.map((row) => row.map((cell) => cell ?? '').join(' | '));
    assert.deepEqual(await about('\\d marts.big'), [
      'Partition key |  | RANGE (at)',
      'Number of partitions |  | 1 (use \\d+ to list them)',
    ]);
    assert.deepEqual(await about('\\d+ marts.b*_*'), [
      "marts | big_2024 | Partition of | marts.big | FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
    ]);
    assert.match(
      (await about('\\d+ totals'))[0] ?? '',
      /^View definition \| {2}\| {2}SELECT count\(\*\) AS n/,
    );
    assert.deepEqual(await about('\\d lines_id_seq'), ['Owned by | lines.id | ']);
  });

  async function zone(): Promise<Cell> {
    return (
      (await run(session, "select substring('2000-01-01'::timestamptz::text from '[+-][0-9:]+$')"))
        .rows[0]?.[0] ?? null
    );
  }

  it('show the source of functions and views', async () => {
    const text = async (line: string) => (await ours(line)).rows[0]?.[0] ?? '';
    assert.match(await text('\\sf add_one'), /^CREATE OR REPLACE FUNCTION public\.add_one\(a integer/);
    assert.match(await text('\\sf marts.add_two(int)'), /^CREATE OR REPLACE PROCEDURE marts\.add_two/);
    assert.match(await text('\\sv totals'), /^CREATE OR REPLACE VIEW public\.totals AS\n SELECT count/);
    assert.throws(() => answerPsqlLine('\\sf', session.server), /A name is missing/);
    assert.throws(() => answerPsqlLine('\\dt a.b.c.d', session.server), /too many parts/);
  });

  it('are planned among statements; what is not supported refuses the run', () => {
    const plan = (text: string) => {
      const planned = planRun(text, { kind: 'document' });
      return planned.kind === 'run' ? preparePsql(planned.statements, session.server) : [];
    };
    const statements = plan("\\echo 'It''s' \"so\"\nselect 1;\n\\d orders;\n\\timing");
    assert.deepEqual(
      statements.map(({ text, title, says }) => title ?? says?.join() ?? text),
      [
        `It's "so"`,
        'select 1',
        '\\d orders; · columns',
        '\\d orders; · details',
        'The time of each statement is always shown with its result.',
      ],
    );
    assert.throws(() => plan('\\c other'), /ends the session of this editor/);
  });

  it('are each known by name before they are loaded', () => {
    for (const name of [
      '\\d',
      '\\dtvm',
      '\\dfat+',
      '\\dp',
      '\\z',
      '\\l',
      '\\dg',
      '\\sf',
      '\\conninfo',
      '\\qecho',
      '\\dOS',
    ]) {
      assert.ok(isAnsweredPsqlCommand(name), name);
      assert.ok(
        psqlCommands.some(({ names }) => names.test(name.slice(1).replace(/[S+]*$/, ''))),
        name,
      );
    }
    for (const name of ['\\gset', '\\copy', '\\dd', '\\x', '\\du1', '\\sfx']) {
      assert.ok(!isAnsweredPsqlCommand(name), name);
    }
  });
});

/** The header and the rows that psql prints, without its title; undefined where there is no psql. */
async function psql(
  server: TestServer,
  database: string,
  line: string,
): Promise<readonly (readonly string[])[] | undefined> {
  const output = await new Promise<string | undefined>((resolve) => {
    const child = spawn('psql', ['-X', '-w', '-A', '-F', '\x1f', '-R', '\x1e', '-P', 'footer=off'], {
      env: {
        PATH: process.env['PATH'],
        PGHOST: server.host,
        PGPORT: String(server.port),
        PGUSER: server.user,
        PGPASSWORD: server.password,
        PGDATABASE: database,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
    child.stdin.end(`${line}\n`);
  });
  const records = output
    ?.replace(/\n$/, '')
    .split('\x1e')
    .map((record) => record.split('\x1f'));
  // The title is a record of one field before the header.
  return records && records[0]?.length === 1 ? records.slice(1) : records;
}

/** Rows of psql's table after ours; what follows it is told in one field each. */
function restOfTable(theirs: readonly (readonly string[])[], rows: readonly unknown[]): number {
  const width = theirs[0]?.length ?? 0;
  return theirs.slice(rows.length + 1).filter((record) => record.length === width && width > 1).length;
}
