import assert from 'node:assert/strict';
import { statementKind } from '../../../src/core/query/statementKind';
import { PgParser } from '../../../src/node/sql/pgParser';

const parser = new PgParser();

/** A statement, and its kind in short: rows, transaction, own transaction, effect, copy, explain. */
const cases: readonly (readonly [string, string])[] = [
  ['select now(), s.f(1), now()', 'rows reads(now,s.f)'],
  ['select 1', 'rows reads()'],
  ['table t', 'rows reads()'],
  ['select 1 into t', 'none writes'],
  ['select 1 into t union select 2', 'none writes'],
  ['select * from t for update', 'rows writes'],
  ['with x as (delete from t returning 1) select 1', 'rows writes'],
  ['insert into t values (1)', 'none writes'],
  ['delete from t returning *', 'rows writes'],
  ['merge into t using s on true when matched then delete returning *', 'rows writes'],
  ['show all', 'rows reads()'],
  ['explain delete from t', 'rows reads() explain'],
  ['explain analyze delete from t', 'rows writes explain-executes'],
  ['explain (analyze) select f(1)', 'rows reads(f) explain-executes'],
  ['call p()', 'maybe writes'],
  ['execute p', 'maybe writes'],
  ['fetch c', 'rows reads()'],
  ['move c', 'none reads()'],
  ['declare c cursor for select f()', 'none reads(f)'],
  ['begin', 'none begin writes'],
  ['start transaction read only', 'none begin writes'],
  ['end', 'none commit writes'],
  ['abort', 'none rollback writes'],
  ['savepoint a', 'none savepoint writes'],
  ['release a', 'none release writes'],
  ['rollback to a', 'none rollbackTo writes'],
  ["prepare transaction 'x'", 'none prepare writes'],
  ["commit prepared 'x'", 'none commitPrepared own writes'],
  ["rollback prepared 'x'", 'none rollbackPrepared own writes'],
  ['copy t from stdin', 'none writes fromStdin'],
  ['copy t to stdout', 'none reads() toStdout'],
  ['copy (select f()) to stdout', 'none reads(f) toStdout'],
  ["copy t to '/x'", 'none writes'],
  ['vacuum t', 'none own writes'],
  ['analyze t', 'none writes'],
  ['create index on t (a)', 'none writes'],
];

describe('statementKind', () => {
  for (const [text, expected] of cases) {
    it(text, async () => {
      const kind = await statementKind(parser, text);
      assert.ok(kind);
      const rows = { yes: 'rows', no: 'none', maybe: 'maybe' }[kind.returnsRows];
      const effect =
        kind.effect.kind === 'reads'
          ? `reads(${kind.effect.functions.map((parts) => parts.join('.')).join(',')})`
          : 'writes';
      const explain = kind.explain && (kind.explain.executes ? 'explain-executes' : 'explain');
      const told = [rows, kind.transaction, kind.needsOwnTransaction && 'own', effect, kind.copy, explain];
      assert.equal(told.filter(Boolean).join(' '), expected);
    });
  }

  it('knows nothing of a text that is not one statement', async () => {
    for (const text of ['', 'selec', 'select 1; select 2', 'select {{ x }}']) {
      assert.equal(await statementKind(parser, text), undefined);
    }
  });
});
