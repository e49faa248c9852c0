import assert from 'node:assert/strict';
import { planRun, type RunTarget, statementTitle } from '../../../src/core/query/runPlan';

/** `|` marks cursors, `«»` selections; neither stands in the text that is planned. */
function plan(marked: string): readonly string[] | string {
  const offsets: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  for (const character of marked) {
    if (character === '|') offsets.push(text.length);
    else if (character === '«') starts.push(text.length);
    else if (character === '»') ends.push(text.length);
    else text += character;
  }
  const ranges = starts.map((start, index) => ({ start, end: ends[index] ?? text.length }));
  const target: RunTarget =
    ranges.length > 0
      ? { kind: 'selections', ranges }
      : offsets.length > 0
        ? { kind: 'cursors', offsets }
        : { kind: 'document' };
  const result = planRun(text, target);
  if (result.kind === 'refused') {
    return result.reason;
  }
  for (const { text: sql, range } of result.statements) {
    assert.equal(text.slice(range.start, range.end), sql);
  }
  return result.statements.map((statement) => statement.text);
}

describe('run plan', () => {
  const runs: readonly (readonly [string, string, readonly string[]])[] = [
    ['the statement under the cursor', 'select 1;\nselect| 2;\nselect 3', ['select 2']],
    ['the statement before a cursor after its semicolon', 'select 1;| select 2;', ['select 1']],
    [
      'each statement under several cursors once',
      'sel|ect| 1; sel|ect 2; select 3;',
      ['select 1', 'select 2'],
    ],
    ['the whole file', 'select 1; -- one\n\n/* two */ select 2', ['select 1', 'select 2']],
    ['a part of a statement when it is selected', 'select a from («select 1 as a») s', ['select 1 as a']],
    ['each statement of a selection', 'se«lect 1; select 2»5;', ['lect 1', 'select 2']],
    [
      'several selections in the order of the document',
      '«select 1»; x; «select 2»',
      ['select 1', 'select 2'],
    ],
    ['a body with semicolons', 'do $$ begin perform 1; end $$; |', ['do $$ begin perform 1; end $$']],
    ['braces inside a literal', `select '{{1,2},{3,4}}'::int[] |`, [`select '{{1,2},{3,4}}'::int[]`]],
    ['emoji before the statement', "select '🐘🐘';\nselect| 2", ['select 2']],
  ];
  for (const [name, marked, expected] of runs) {
    it(`runs ${name}`, () => assert.deepEqual(plan(marked), expected));
  }

  const refusals: readonly (readonly [string, string, string])[] = [
    [
      'a Jinja document',
      'select 1;\n\nselect * from\n  {{ ref("a") }}|',
      'This file contains Jinja ({{ … }} on line 4), which only dbt can turn into SQL. Compile the model and run the compiled SQL. Nothing was sent.',
    ],
    [
      'a plain statement of a Jinja document',
      '{% set x = 1 %}\nselect 1;\n«select 2;»',
      'This file contains Jinja ({% … %} on line 1), which only dbt can turn into SQL. Compile the model and run the compiled SQL. Nothing was sent.',
    ],
    [
      'a psql command in a file',
      'select 1;\n\\dF+ marts.*\nselect 2;',
      '\\dF+ on line 2 is a command of psql, not SQL. Look in the Databases view, or query pg_catalog or information_schema. Nothing was sent.',
    ],
    [
      'a statement that a psql command ends',
      "select 1;\nselect 'drop table t'| \\gexec\n",
      '\\gexec on line 2 is a command of psql, not SQL. Run the query, look at the statements that it makes, and run those. Nothing was sent.',
    ],
    [
      'an unknown psql command',
      '\\frobnicate|',
      '\\frobnicate on line 1 is a command of psql, not SQL. Write the SQL that it stands for. Nothing was sent.',
    ],
    [
      'data of COPY',
      'copy t from stdin;\n1\n2\n\\.\n',
      'The COPY … FROM STDIN on line 1 is followed by lines of data, which only psql sends. Run this file with psql. Nothing was sent.',
    ],
    [
      'a NUL character, at which the text would end',
      'delete from t\n\0 where id = 1',
      'Line 2 contains a NUL character, at which PostgreSQL would stop reading. Remove it. Nothing was sent.',
    ],
    ['an empty file', ' -- nothing\n;;', 'There is no SQL statement in this file.'],
    [
      'a cursor in a gap',
      'select 1;\n\n\n\n|\n\n\nselect 2;',
      'There is no SQL statement at the cursor. Put the cursor into one, or select the text to run.',
    ],
    ['an empty selection', 'select 1;« -- one\n»', 'There is no SQL statement in the selection.'],
  ];
  for (const [name, marked, expected] of refusals) {
    it(`refuses ${name}`, () => assert.equal(plan(marked), expected));
  }

  it('runs a statement although another one of the file is a psql command', () => {
    assert.deepEqual(plan('\\timing\nselect| 1;'), ['select 1']);
  });
});

describe('statement title', () => {
  const titles: readonly (readonly [string, string])[] = [
    ['select 1', 'select 1'],
    ['  select\t 1', 'select 1'],
    ['select 1\n  from t', 'select 1 …'],
    [`select '${'🐘'.repeat(80)}'`, `select '${'🐘'.repeat(52)} …`],
  ];
  for (const [sql, expected] of titles) {
    it(JSON.stringify(sql.slice(0, 20)), () => assert.equal(statementTitle(sql), expected));
  }
});
