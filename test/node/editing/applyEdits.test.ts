import assert from 'node:assert/strict';
import { EditRefusedError } from '../../../src/core/editing/applyEdits';
import { deleteRows, insertRow, noEdits } from '../../../src/core/editing/edits';
import type { Session } from '../../../src/core/query/session';
import { runAll } from '../../support/catalog';
import { apply, changes, defaultValue, editable, findEditable, nothing, text } from '../../support/editing';
import type { TestServer } from '../../support/postgres';
import { profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('applying edits of a result', () => {
  let server: TestServer;
  let database: string;
  let connections: TestConnections;
  let session: Session;
  let other: Session;

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    database = await server.createDatabase('edits');
    connections = new TestConnections([profileFor(server, { database })], server.password);
    await runAll(server, database, [
      'CREATE SCHEMA "odd ""s"',
      `CREATE TABLE "odd ""s"."Loans" ("Loan Id" int PRIMARY KEY, status varchar(6) DEFAULT 'open', note text NOT NULL DEFAULT '')`,
      `INSERT INTO "odd ""s"."Loans" VALUES (1, 'open', 'a'), (2, 'open', ''), (3, NULL, 'c')`,
    ]);
    session = await connections.openSession('test');
    other = await connections.openSession('test');
  });

  afterEach(async () => {
    await session.close();
    await other.close();
    await connections.disconnect();
    connections.dispose();
  });

  const all = 'SELECT * FROM "odd ""s"."Loans" ORDER BY 1';
  const table = async () => (await run(other, all)).rows;
  const refusal = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof EditRefusedError, String(error));
    return error;
  };

  it('updates, inserts and deletes in one transaction, and brings the values back', async () => {
    const result = await editable(session, all);
    let edits = changes(result, [
      [0, 1, text('paid')],
      [1, 1, nothing],
      [2, 2, defaultValue],
      [2, 0, text('30')],
    ]);
    edits = insertRow(insertRow(deleteRows(edits, [1])));
    edits = changes(
      result,
      [
        [-1, 0, text('2')],
        [-1, 2, text("it's\n\\ new")],
        [-2, 0, text('5')],
      ],
      edits,
    );
    const applied = await apply(session, result, edits);
    assert.equal(session.transaction, 'idle');
    assert.equal(applied.committed, true);
    assert.deepEqual(await table(), [
      ['1', 'paid', 'a'],
      ['2', 'open', "it's\n\\ new"],
      ['5', 'open', ''],
      ['30', null, ''],
    ]);
    assert.deepEqual(
      Object.fromEntries([...applied.rows].map(([row, values]) => [row, [...values.values()]])),
      {
        0: ['1', 'paid', 'a'],
        2: ['30', null, ''],
        [-1]: ['2', 'open', "it's\n\\ new"],
        [-2]: ['5', 'open', ''],
      },
    );
    assert.deepEqual(applied.altered, []);
  });

  it('writes the same as SQL to read', async () => {
    const result = await editable(session, all);
    const { editStatements } = await import('../../../src/core/editing/editStatements');
    const edits = changes(result, [[0, 1, text("p'id")]], deleteRows(noEdits, [2]));
    const before = new Map(result.answer.rows.map((row, index) => [index, row] as const));
    assert.deepEqual(
      editStatements(result.target, edits, before).map(({ preview }) => preview),
      [
        `DELETE FROM "odd ""s"."Loans"\n WHERE "Loan Id" = 3\n   AND status IS NOT DISTINCT FROM NULL\n   AND note IS NOT DISTINCT FROM 'c'\nRETURNING 1`,
        `UPDATE "odd ""s"."Loans"\n   SET status = 'p''id'\n WHERE "Loan Id" = 1\n   AND status IS NOT DISTINCT FROM 'open'\n   AND note IS NOT DISTINCT FROM 'a'\nRETURNING "Loan Id", status, note, status IS NOT DISTINCT FROM 'p''id'`,
      ],
    );
  });

  it('reports a row that somebody else changed, and overwrites nothing', async () => {
    const result = await editable(session, all);
    await run(other, `UPDATE "odd ""s"."Loans" SET note = 'theirs' WHERE "Loan Id" = 2`);
    const edits = changes(result, [
      [0, 2, text('mine')],
      [1, 1, text('mine')],
    ]);
    const error = await refusal(apply(session, result, edits));
    assert.equal(
      error.message,
      "Row 2 was changed by somebody else: note was '' and is now 'theirs'. Nothing was applied, and your changes are still here.",
    );
    assert.deepEqual([error.row, error.column], [1, 2]);
    assert.deepEqual(await table(), [
      ['1', 'open', 'a'],
      ['2', 'open', 'theirs'],
      ['3', null, 'c'],
    ]);
    assert.equal(session.transaction, 'idle');
  });

  it('waits for a row that somebody else is changing, and then reports it', async () => {
    const result = await editable(session, all);
    await run(other, 'BEGIN');
    await run(other, `UPDATE "odd ""s"."Loans" SET status = 'late' WHERE "Loan Id" = 1`);
    const applying = refusal(apply(session, result, changes(result, [[0, 1, text('paid')]])));
    await run(other, 'COMMIT');
    assert.match(
      (await applying).message,
      /^Row 1 was changed by somebody else: status was 'open' and is now 'late'\./,
    );
  });

  it('reports a row that is gone, whether it is changed or deleted', async () => {
    const result = await editable(session, all);
    await run(other, `DELETE FROM "odd ""s"."Loans" WHERE "Loan Id" = 3`);
    for (const edits of [changes(result, [[2, 2, text('x')]]), deleteRows(noEdits, [2])]) {
      const error = await refusal(apply(session, result, edits));
      assert.match(error.message, /^Row 3 is no longer there: somebody deleted it or changed its key\./);
    }
  });

  it('says which cell the server refuses, and applies nothing', async () => {
    const result = await editable(session, all);
    const cases: readonly (readonly [
      column: number,
      value: string | null,
      sentence: RegExp,
      blamed: number,
    ])[] = [
      [
        1,
        'too long',
        /^Row 2: value too long for type character varying\(6\) \(22001\)\. Nothing was applied/,
        1,
      ],
      [2, null, /^Row 2: null value in column "note" .*violates not-null constraint \(23502\)/, 2],
      [0, 'x', /^Row 2: invalid input syntax for type integer: "x" \(22P02\)/, 0],
      [0, '1', /^Row 2: duplicate key value .*\(23505\)\. Key \("Loan Id"\)=\(1\) already exists\./, 0],
    ];
    for (const [column, value, sentence, blamed] of cases) {
      const edits = changes(result, [
        [0, 2, text('also mine')],
        [1, column, value === null ? nothing : text(value)],
      ]);
      const error = await refusal(apply(session, result, edits));
      assert.match(error.message, sentence);
      assert.deepEqual([error.row, error.column], [1, blamed]);
    }
    assert.equal((await table())[0]?.[2], 'a');
  });

  it('leaves the user’s own transaction open, and undoes only itself in it', async () => {
    const result = await editable(session, all);
    await run(session, 'BEGIN');
    await run(session, `UPDATE "odd ""s"."Loans" SET note = 'own' WHERE "Loan Id" = 3`);
    await refusal(apply(session, result, changes(result, [[1, 0, text('1')]])));
    assert.equal(session.transaction, 'inTransaction');
    const applied = await apply(session, result, changes(result, [[0, 1, text('paid')]]));
    assert.equal(applied.committed, false);
    assert.equal((await table())[0]?.[1], 'open');
    await run(session, 'COMMIT');
    assert.deepEqual(await table(), [
      ['1', 'paid', 'a'],
      ['2', 'open', ''],
      ['3', null, 'own'],
    ]);
    await run(session, 'BEGIN');
    await run(session, 'SELECT 1 / 0').catch(() => undefined);
    await assert.rejects(
      apply(session, result, changes(result, [[1, 1, text('x')]])),
      /^UserError: The transaction of this editor has failed\./,
    );
  });

  it('says that a commit failed', async () => {
    await runAll(server, database, [
      `CREATE TABLE child (id int PRIMARY KEY, loan int REFERENCES "odd ""s"."Loans" DEFERRABLE INITIALLY DEFERRED)`,
      'INSERT INTO child VALUES (1, 1)',
    ]);
    const result = await editable(session, 'SELECT * FROM child');
    await assert.rejects(
      apply(session, result, changes(result, [[0, 1, text('77')]])),
      /violates foreign key constraint .*Nothing was applied/,
    );
    assert.equal(session.transaction, 'idle');
  });

  it('edits partitioned tables, also over the border of a partition', async () => {
    await runAll(server, database, [
      'CREATE TABLE parts (id int, day date, v text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)',
      "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
      "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
      "INSERT INTO parts VALUES (1, '2026-01-05', 'a')",
    ]);
    const result = await editable(session, 'SELECT v, day, id FROM parts');
    await apply(session, result, changes(result, [[0, 1, text('2026-02-05')]]));
    assert.deepEqual((await run(other, 'SELECT * FROM parts_2')).rows, [['1', '2026-02-05', 'a']]);
  });

  it('tells row level security and triggers from a change of somebody else', async () => {
    await runAll(server, database, [
      'CREATE TABLE guarded (id int PRIMARY KEY, v text)',
      "INSERT INTO guarded VALUES (1, 'a'), (2, 'b')",
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.v = ''no'' THEN RETURN NULL; END IF; NEW.v := upper(NEW.v); RETURN NEW; END'`,
      'CREATE TRIGGER t BEFORE UPDATE OR INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION refuse()',
    ]);
    const result = await editable(session, 'SELECT * FROM guarded ORDER BY id');
    const refused = await refusal(apply(session, result, changes(result, [[0, 1, text('no')]])));
    assert.match(refused.message, /^Row 1 was not changed\. A trigger of the table refused it\./);
    const applied = await apply(session, result, changes(result, [[1, 1, text('yes')]]));
    assert.deepEqual(applied.altered, [{ row: 1, column: 1 }]);
    assert.deepEqual(applied.rows.get(1)?.get(1), 'YES');
    await runAll(server, database, [
      'DROP TRIGGER t ON guarded',
      'ALTER TABLE guarded ENABLE ROW LEVEL SECURITY',
      'DROP ROLE IF EXISTS edits_reader',
      'CREATE ROLE edits_reader',
      'GRANT ALL ON guarded TO edits_reader',
      'CREATE POLICY see ON guarded FOR SELECT USING (true)',
      'CREATE POLICY one ON guarded FOR UPDATE USING (id = 1)',
    ]);
    await run(session, 'SET ROLE edits_reader');
    const secured = await editable(session, 'SELECT * FROM guarded ORDER BY id');
    const hidden = await refusal(apply(session, secured, changes(secured, [[1, 1, text('x')]])));
    assert.match(
      hidden.message,
      /^Row 2 was not changed\. Its row level security, or a trigger, refused it\./,
    );
    await apply(session, secured, changes(secured, [[0, 1, text('x')]]));
  });

  it('knows the triggers that a partition has from its table', async () => {
    await runAll(server, database, [
      'CREATE TABLE parts (id int, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id)',
      'CREATE TABLE parts_1 PARTITION OF parts DEFAULT',
      "INSERT INTO parts VALUES (1, 'a')",
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
      'CREATE TRIGGER t BEFORE UPDATE ON parts FOR EACH ROW EXECUTE FUNCTION refuse()',
    ]);
    const result = await editable(session, 'SELECT * FROM parts_1');
    const refused = await refusal(apply(session, result, changes(result, [[0, 1, text('no')]])));
    assert.match(refused.message, /^Row 1 was not changed\. A trigger of the table refused it\./);
  });

  const refusals: readonly (readonly [query: string, reason: RegExp])[] = [
    ['SELECT 1', /^No column of this result comes from a table/],
    ['SELECT count(*) FROM pg_class', /^No column of this result comes from a table/],
    ['SELECT relname FROM pg_class', /^The rows of a system catalog/],
    ['SELECT a.id, b.other FROM keyed a, "second" b', /^The columns of this result come from several tables/],
    [
      'SELECT v FROM keyed',
      /^The key of public\.keyed is not whole in this result\. Add id to the select list/,
    ],
    ['SELECT * FROM keyless', /^public\.keyless has no primary key and no unique key without NULLs/],
    ['SELECT * FROM seen', /^public\.seen is a view\./],
  ];
  it('says why a result cannot be edited', async () => {
    await runAll(server, database, [
      'CREATE TABLE keyed (id int PRIMARY KEY, v text)',
      'CREATE TABLE "second" (other int PRIMARY KEY)',
      'CREATE TABLE keyless (id int UNIQUE, v text)',
      'CREATE UNIQUE INDEX ON keyless (lower(v))',
      'CREATE VIEW seen AS SELECT * FROM keyed',
    ]);
    for (const [query, reason] of refusals) {
      const found = await findEditable(session, query);
      assert.match(found.kind === 'refused' ? found.reason : 'editable', reason, query);
    }
  });

  it('knows generated and identity columns, and a unique key', async () => {
    await runAll(server, database, [
      'CREATE TABLE made (id int GENERATED ALWAYS AS IDENTITY, a int NOT NULL UNIQUE, double int GENERATED ALWAYS AS (a * 2) STORED)',
      'INSERT INTO made (a) VALUES (1)',
    ]);
    const result = await editable(session, 'SELECT id, a, double, a AS again, a + 1 AS more FROM made');
    assert.deepEqual(
      result.target.shown.map((column) => column && (column.refusal ?? 'editable')),
      [
        'is an identity column that is always generated, so it takes no value.',
        'editable',
        'is generated from other columns, so it takes no value.',
        undefined,
        undefined,
      ],
    );
    assert.deepEqual(
      result.target.key.map(({ name }) => name),
      ['a'],
    );
    const applied = await apply(session, result, changes(result, [[0, 1, text('21')]]));
    assert.deepEqual(
      [...(applied.rows.get(0) ?? [])],
      [
        [0, '1'],
        [1, '21'],
        [2, '42'],
      ],
    );
  });
});
