import assert from 'node:assert/strict';
import {
  compiledFile,
  placeOfQuoted,
  quotedPlace,
  serverWords,
  templateError,
} from '../../../../src/core/dbt/run/dbtErrors';

const message = [
  'Database Error in model orders (models/orders.sql)',
  '  column "totl" does not exist',
  '  LINE 14:   select id, totl, "a" from x',
  `${' '.repeat(24)}^`,
  '  HINT:  Perhaps you meant to reference the column "x.total".',
  '  compiled code at target/run/shop/models/orders.sql',
].join('\n');

import { runFailure } from '../../../../src/core/dbt/run/runFailure';

describe('an error of the server that dbt tells', () => {
  const where = (compiled: string, said = message) => {
    const quoted = quotedPlace(said);
    const place = quoted && placeOfQuoted(compiled, quoted);
    return place && compiled.slice(place.start).split('\n')[0];
  };

  it('is found in the compiled SQL', () => {
    assert.equal(where('with x as (select 1)\n  select id, totl, "a" from x'), 'totl, "a" from x');
    assert.equal(where('with x as (select 1)\n\tselect id, totl,\t"a" from x'), 'totl,\t"a" from x');
    assert.equal(where('select 1'), undefined);
    assert.equal(where('select 1', 'no place'), undefined);
  });

  it('is found where the line is cut and stands twice', () => {
    const cut = 'LINE 9: ...filter (where state = 1) as...\n' + ' '.repeat(25) + '^';
    const line = 'count(*) filter (where state = 1) as n,';
    assert.equal(where(`select\n${line}\n\n\n\n\n\n${line}`, cut), 'state = 1) as n,');
    assert.equal(quotedPlace(cut)?.quoted, 'filter (where state = 1) as');
  });

  it('is said in the words of the server', () => {
    assert.equal(
      serverWords(message),
      'column "totl" does not exist\nHINT:  Perhaps you meant to reference the column "x.total".',
    );
    assert.equal(compiledFile(message), 'target/compiled/shop/models/orders.sql');
    assert.equal(compiledFile('none'), undefined);
  });
});

describe('an error of a template that dbt tells', () => {
  const cases = [
    {
      what: 'with its line',
      printed:
        "12:00:00  Encountered an error:\nCompilation Error in model orders (models/orders.sql)\n  unexpected '}'\n    line 2\n      select {{ a } from x\n12:00:01  Done.\n",
      text: 'select 1,\n  {{ a } from x',
      expected: "models/orders.sql: unexpected '}' at {{ a } from x",
    },
    {
      what: 'with the name that it does not know',
      printed:
        "Compilation Error in model orders (models/orders.sql)\n  'cents' is undefined. This can happen when calling a macro that does not exist.\n",
      text: 'select {{ cents(1) }}',
      expected:
        "models/orders.sql: 'cents' is undefined. This can happen when calling a macro that does not exist. at cents",
    },
    {
      what: 'of a macro',
      printed:
        'Compilation Error in macro cents (macros\\cents.sql)\r\n  no\r\n  \r\n  > in macro cents (macros/cents.sql)\r\n',
      text: 'x',
      expected: 'macros/cents.sql: no at ',
    },
    { what: 'of no file', printed: 'Compilation Error\n  no profile\n', text: '', expected: undefined },
  ] as const;
  for (const { what, printed, text, expected } of cases) {
    it(what, () => {
      const found = templateError(printed);
      const place = found?.place(text);
      const said =
        found && place && `${found.file}: ${found.message} at ${text.slice(place.start, place.end)}`;
      assert.equal(said, expected);
    });
  }
});

describe('the sentence about a run that failed', () => {
  const cases = [
    [['orders'], '', 'dbt build failed for orders. What it says stands in its terminal.'],
    [
      ['a', 'b', 'c', 'd'],
      '',
      'dbt build failed for a, b, c and 1 more. What it says stands in its terminal.',
    ],
    [
      [],
      "12:00:00  Encountered an error:\nParsing Error\n  Env var required but not provided: 'PG_HOST'\n",
      "dbt build stopped before it ran anything. It says: Parsing Error Env var required but not provided: 'PG_HOST'",
    ],
  ] as const;
  for (const [failed, printed, expected] of cases) {
    it(expected, () => assert.equal(runFailure({ task: 'build', failed, printed }), expected));
  }
});
