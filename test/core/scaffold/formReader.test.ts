import assert from 'node:assert/strict';
import { FormReader } from '../../../src/core/scaffold/formReader';
import type { FormValue } from '../../../src/core/scaffold/scaffoldForm';

type Read = (form: FormReader) => unknown;

const tooLong = 'The name has 64 bytes, and PostgreSQL keeps only 63 of a name. Shorten it.';
const name: Read = (form) => form.name('x', 'the schema');
const optionalName: Read = (form) => form.optionalName('x');
const names: Read = (form) => form.names('x');
const relation: Read = (form) => form.relation('x');
const count: Read = (form) => form.count('x', 1, 20);
const optionalCount: Read = (form) => form.optionalCount('x', 1, 20);
const wrongCount = 'Write a whole number from 1 to 20.';
const nothing = { schema: '', name: '' };

/** How a field is read, what stands in it, what is read, and what is said about it. */
const cases: readonly (readonly [string, Read, FormValue, unknown, ...string[]])[] = [
  ['a text without the spaces around it', (form) => form.text('x'), ' a b ', 'a b'],
  ['no text', (form) => form.text('x'), ['a'], ''],
  ['a text as it stands', (form) => form.written('x'), ' a ', ' a '],
  ['texts as they stand', (form) => form.texts('x'), ['a', ' ', '', 'a'], ['a', ' ', 'a']],
  ['a flag', (form) => form.flag('x'), true, true],
  ['no flag', (form) => form.flag('x'), 'true', false],
  ['a choice', (form) => form.choice('x', ['a', 'b']), 'b', 'b'],
  ['no choice', (form) => form.choice('x', ['a', 'b']), 'c', 'a'],
  ['a name with its spaces', name, ' a ', ' a '],
  ['a name of spaces', name, ' ', ' '],
  ['a name that is missing', name, '', '', 'Name the schema.'],
  ['a name that is too long', name, 'x'.repeat(64), 'x'.repeat(64), tooLong],
  ['a name that may be missing', optionalName, '', undefined],
  ['a name of too many bytes', optionalName, 'ü'.repeat(32), 'ü'.repeat(32), tooLong],
  ['each name once', names, ['b', 'a', 'b', ''], ['b', 'a']],
  ['what is no list of names', names, 'a', []],
  ['names with one that is wrong', names, ['a\0'], ['a\0'], 'A name cannot hold the character NUL (code 0).'],
  ['a relation', relation, ' Core."My loans" ', { schema: 'core', name: 'My loans' }],
  ['no relation', relation, '', nothing, 'Write the table with its schema, such as core.customers.'],
  [
    'a relation without quotes',
    relation,
    'core.my loans',
    nothing,
    'Write core.my loans with its schema, such as core.customers. A name with other signs stands in double quotes.',
  ],
  [
    'a relation whose name is too long',
    relation,
    `a.${'x'.repeat(64)}`,
    { schema: 'a', name: 'x'.repeat(64) },
    tooLong,
  ],
  ['a number', count, ' 20 ', 20],
  ['a number that is too large', count, '21', 1, wrongCount],
  ['a number that is missing', count, '', 1, wrongCount],
  ['a number of another kind', count, '1e1', 1, wrongCount],
  ['a number that may be missing', optionalCount, '', undefined],
  ['a number that is none', optionalCount, 'many', 1, wrongCount],
];

describe('the values of a form', () => {
  for (const [title, read, value, wanted, ...problems] of cases) {
    it(`are read: ${title}`, () => {
      const form = FormReader.of({ x: value });
      assert.deepEqual(read(form), wanted);
      assert.deepEqual(
        form.problems,
        problems.map((message) => ({ field: 'x', message })),
      );
    });
  }

  it('name the row of what is wrong, at its place in the list', () => {
    const form = FormReader.of({ columns: [{ name: 'a' }, {}] });
    const read = form.rows('columns').map((row) => row.name('name', 'the column'));
    assert.deepEqual(form.checked(read), {
      kind: 'problems',
      problems: [{ field: 'columns.1.name', message: 'Name the column.' }],
    });
  });

  it('are a spec when nothing is wrong', () => {
    assert.deepEqual(FormReader.of({}).checked(1), { kind: 'spec', spec: 1 });
  });
});
