import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { prepareExplain } from '../../../src/core/plan/explainRequest';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import type { Session } from '../../../src/core/query/session';
import type { Lens } from '../../../src/core/rowSecurity/lens';
import { explainPolicyCost, type PolicyCost } from '../../../src/core/rowSecurity/policyCost';
import { noPolicyCost, policyCostNotes } from '../../../src/core/rowSecurity/policyCostWords';
import { Connector } from '../../../src/node/pg/connector';
import { PgParser } from '../../../src/node/sql/pgParser';
import type { TestServer } from '../../support/postgres';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

/** Roles belong to the server, so their names do not meet those of other tests. */
const setUp = `
CREATE ROLE cost_app;
CREATE ROLE cost_denied;
CREATE ROLE cost_member;
CREATE ROLE cost_past BYPASSRLS;
CREATE ROLE cost_owner;
CREATE ROLE cost_login LOGIN PASSWORD 'plain' NOINHERIT;
GRANT cost_app, cost_denied TO cost_login;
ALTER ROLE cost_app SET search_path = '$user', 'cost';
ALTER ROLE cost_app SET work_mem = '77MB';
CREATE SCHEMA cost;
CREATE SCHEMA cost_login;
CREATE TABLE cost.loans (id int PRIMARY KEY, tenant int NOT NULL, note text);
INSERT INTO cost.loans SELECT n, n % 4, 'n' || n FROM generate_series(1, 4000) AS n;
CREATE TABLE cost_login.loans (id int);
CREATE INDEX loans_note ON cost.loans (note text_pattern_ops);
CREATE TABLE cost.members (role_name name, tenant int);
INSERT INTO cost.members VALUES ('cost_member', 2);
CREATE TABLE cost.parts (id int, tenant int) PARTITION BY RANGE (id);
CREATE TABLE cost.parts_1 PARTITION OF cost.parts FOR VALUES FROM (0) TO (100);
CREATE TABLE cost.parts_2 PARTITION OF cost.parts FOR VALUES FROM (100) TO (200);
INSERT INTO cost.parts SELECT n, n % 4 FROM generate_series(1, 199) AS n;
CREATE TABLE cost.plain (id int);
ALTER TABLE cost.loans OWNER TO cost_owner;
ALTER TABLE cost.loans ENABLE ROW LEVEL SECURITY;
ALTER TABLE cost.parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON cost.loans TO cost_app
  USING (tenant = (SELECT NULLIF(current_setting('app.tenant', true), '')::int));
CREATE POLICY through_members ON cost.loans TO cost_member
  USING (tenant IN (SELECT m.tenant FROM cost.members AS m WHERE m.role_name = current_user));
CREATE POLICY own_parts ON cost.parts TO cost_app USING (tenant = 3);
GRANT USAGE ON SCHEMA cost TO cost_app, cost_denied, cost_member, cost_past, cost_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cost TO cost_app, cost_denied, cost_member, cost_past;
ANALYZE`;
const roles = 'cost_app, cost_denied, cost_member, cost_past, cost_owner, cost_login';

describe('The cost of policies', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let session: Session;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('policy_cost');
    await server.withAdmin((client) => client.query(setUp), database);
    connector = new Connector(profileFor(server, { database }), passwords(server.password, server.password));
    session = await connector.openSession(neverCancelled);
  });

  after(async () => {
    await session.close();
    await connector.close();
    await server.withAdmin((client) => client.query(`DROP OWNED BY ${roles}; DROP ROLE ${roles}`), database);
  });

  interface Options {
    readonly analyze?: boolean;
    readonly readOnly?: boolean;
    readonly settings?: Lens['settings'];
    readonly from?: Session;
  }

  async function costOf(role: string, text: string, options: Options = {}): Promise<PolicyCost> {
    const { analyze = false, readOnly = false, settings = [], from = session } = options;
    const catalog = await connector.openDatabase(neverCancelled);
    const prepared = await prepareExplain(
      { text, analyze, readOnly, serverVersion: from.server.version },
      { parser: new PgParser(), catalog },
      neverCancelled,
    );
    await catalog.close();
    assert.ok(prepared.kind === 'ready');
    const cost = await explainPolicyCost(from, { role, settings }, prepared.request, neverCancelled);
    assert.equal(from.transaction, 'idle');
    const { rows } = await run(from, `SELECT current_user, current_setting('row_security')`);
    assert.deepEqual(rows, [[from.server.user, 'on']]);
    return cost;
  }

  function notesOf(role: string, cost: PolicyCost): readonly string[] {
    assert.ok(cost.kind === 'explained', JSON.stringify(cost));
    const plan = (text: string) => {
      const found = parseJsonPlan(text).value?.results[0];
      assert.ok(found?.kind === 'plan');
      return found;
    };
    return policyCostNotes(role, plan(cost.withPolicies), plan(cost.withoutPolicies));
  }

  it('is the difference of two plans, with the condition that makes it', async () => {
    const settings = [{ name: 'app.tenant', value: '3' }];
    const cost = await costOf('cost_app', 'select * from loans where id > 10', { settings });
    const [estimate, condition, ...others] = notesOf('cost_app', cost);
    assert.match(
      estimate ?? '',
      /^By the estimate the policies cost cost_app [\d.]+ \([\d.]+ with them, [\d.]+ without, \d+ % more\)\.$/,
    );
    assert.match(
      condition ?? '',
      /^Added by row security on cost\.loans: \(loans\.tenant = .*\), where (\$0|InitPlan 1) is .*current_setting\('app\.tenant'/,
    );
    assert.deepEqual(others, []);
    assert.ok(cost.kind === 'explained');
    assert.equal(cost.privileged, server.user);
    assert.match(cost.withPolicies, /"work_mem": "77MB"/);
    assert.match(cost.withoutPolicies, /"work_mem": "77MB"/);
    assert.match(cost.withoutPolicies, /"Schema": "cost"/);
    assert.doesNotMatch(cost.withoutPolicies, /app\.tenant/);
  });

  it('tells the time when it was executed, and takes back what was written', async () => {
    const settings = [{ name: 'app.tenant', value: '3' }];
    const cost = await costOf('cost_app', 'update loans set note = note', { settings, analyze: true });
    const notes = notesOf('cost_app', cost);
    assert.ok(notes.some((note) => /^Executed, the (policies|statement)/.test(note)));
    assert.ok(notes.some((note) => note.includes('WITH CHECK')));
    const { rows } = await run(
      session,
      'SELECT count(*) FROM cost.loans WHERE xmin = (SELECT min(xmin::text)::xid FROM cost.loans)',
    );
    assert.deepEqual(rows, [['4000']]);
  });

  it('finds the conditions of sub-plans and of partitions', async () => {
    const member = notesOf('cost_member', await costOf('cost_member', 'select * from cost.loans'));
    assert.ok(
      member.some((note) => /on cost\.loans: .*SubPlan/.test(note)),
      member.join('\n'),
    );
    assert.ok(
      member.some((note) => /on cost\.members: .*CURRENT_USER/.test(note)),
      member.join('\n'),
    );
    const parts = notesOf('cost_app', await costOf('cost_app', 'select * from parts where id > 5'));
    assert.deepEqual(parts.slice(1), [
      'Added by row security on cost.parts_1 and 1 more of its partitions or tables: (parts_1.tenant = 3).',
    ]);
  });

  it('says that no policy lets a row pass', async () => {
    const notes = notesOf('cost_denied', await costOf('cost_denied', 'select * from cost.loans'));
    assert.match(notes[0] ?? '', /cheaper for cost_denied/);
    assert.equal(
      notes[1],
      'Added by row security: nothing is read at all, because no policy lets a row pass.',
    );
  });

  const login = { login: 'cost_login' };
  for (const [role, text, sentence] of [
    [
      'cost_app',
      'select * from plain',
      'Row security costs nothing here: no policy applies to cost_app in this statement.',
    ],
    [
      'cost_owner',
      'select * from cost.loans',
      'Row security costs nothing here: no policy applies to cost_owner in this statement.',
    ],
    [
      'cost_past',
      'select * from cost.loans',
      'Row security costs nothing here: cost_past is a superuser or has BYPASSRLS, so no policy applies to it.',
    ],
  ] as const) {
    it(`is none for ${role} in ${text}`, async () => {
      const cost = await costOf(role, text);
      assert.ok(cost.kind !== 'explained');
      assert.equal(noPolicyCost({ role, ...login }, cost), sentence);
    });
  }

  it('is not known to a login that is itself under row security, until it may take the owner of the tables', async () => {
    const plain = new Connector(profileFor(server, { database, user: 'cost_login' }), passwords('plain'));
    const from = await plain.openSession(neverCancelled);
    try {
      const cost = await costOf('cost_app', 'select * from loans', { from });
      assert.ok(cost.kind === 'notPrivileged');
      assert.match(
        noPolicyCost({ role: 'cost_app', ...login }, cost),
        /^What the policies cost cost_app cannot be told here: .* Use a connection of a superuser/,
      );
      await server.query('GRANT cost_owner TO cost_login', [], database);
      const known = await costOf('cost_app', 'select * from loans', { from });
      assert.ok(known.kind === 'explained');
      assert.equal(known.privileged, 'cost_owner');
    } finally {
      await from.close();
      await plain.close();
    }
  });

  it('throws what the role is refused, and writes nothing on a read-only connection', async () => {
    await assert.rejects(
      costOf('cost_owner', 'select * from cost.plain'),
      /permission denied for table plain/,
    );
    const settings = [{ name: 'app.tenant', value: '3' }];
    const cost = await costOf('cost_app', 'delete from loans', { settings, analyze: true, readOnly: true });
    assert.ok(cost.kind === 'explained');
    assert.doesNotMatch(cost.withPolicies, /Actual Rows/);
  });
});
