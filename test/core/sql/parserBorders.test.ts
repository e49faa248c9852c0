import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { splitStatements } from '../../../src/core/sql/splitStatements';
import { PgParser } from '../../../src/node/sql/pgParser';
import { repositoryRoot } from '../../support/sourceFiles';

const parser = new PgParser();

/** Statements that PostgreSQL accepts, chosen to mislead whoever looks for semicolons. */
const statementTexts = [
  'select 1',
  "select ';', 'it''s', E'\\';', E'a'\n  '\\';', U&'\\003b', B'0', X'1f', N';'",
  'select 1 as ";", 2 as U&"\\003b", 3 as "a"";"',
  'do $body$ begin perform 1; end; $body$',
  'select $$;$$ || $a$;$$;$b$;$a$, a$1, b$$, 1 as c$$',
  'select /* ; /* nested; */ */ 1 + 2 -- ; trailing\n + 3',
  'create rule r as on insert to t do also (select 1; select (2);)',
  'create or replace function f() returns int language sql begin atomic select case when a then case b when 1 then 2 end end from t; select 1 as "end"; select t.case, t.end from t; select 1 as end; end',
  'create procedure p() begin atomic insert into t values (1); end',
  'create function g() returns int return 1',
  'select 1.5e-3, .5, 1., 0x1F, 1_000, a[1:2], b::text, c ->> 0, d <> -1, e @-@ 2, f*-1',
  'select 😀, é, "ü" from naïve where a=-1 and b=@-2',
  "comment on table t is $c$it's; fine$c$",
  'begin',
  'end',
  'create table begin_atomic (begin int, atomic int)',
] as const;
const separators = [
  ';',
  ' ; ',
  ';;\n',
  ';\n-- it\'s; a "comment"\n',
  ";/* ; ' */",
  '\n;\r\n\r\n',
  ';\t\v\f',
] as const;

async function agrees(text: string): Promise<void> {
  const { value, problems } = await parser.parse(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    splitStatements(text).map(({ text: found }) => found),
    value?.map(({ range }) => text.slice(range.start, range.end)),
  );
}

describe("splitStatements and PostgreSQL's parser", () => {
  it('agree about every mixture of misleading statements', async () => {
    const part = fc.tuple(fc.constantFrom(...statementTexts), fc.constantFrom(...separators));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), (parts) =>
        agrees(parts.map(([statement, separator]) => statement + separator).join('')),
      ),
      { numRuns: 300 },
    );
  });

  it('agree about the sample lakehouse', async () => {
    let compared = 0;
    for (const folder of ['media/sample', 'demo/queries']) {
      const files = readdirSync(path.join(repositoryRoot, folder)).filter((each) => each.endsWith('.sql'));
      for (const file of files) {
        const text = readFileSync(path.join(repositoryRoot, folder, file), 'utf8');
        if (!splitStatements(text).some((statement) => statement.hasJinja)) {
          await agrees(text);
          compared++;
        }
      }
    }
    assert.ok(compared > 0);
  });
});
