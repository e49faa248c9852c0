import assert from 'node:assert/strict';
import { editContext } from '../../../src/core/dbt/editContext';

const text = 'a: 1\nhost: db # mine\nport: 5432\n';
const range = { start: text.indexOf('db'), end: text.indexOf('db') + 2 };
const same = (other: string, shift = 0) =>
  editContext(other, { start: range.start + shift, end: range.end + shift }) === editContext(text, range);

describe('what stands around an edit', () => {
  it('is the same while the lines that it touches are', () => {
    assert.ok(same(text));
    assert.ok(same(text.replace('a: 1', 'b: 2').replace('5432', '5433')));
    assert.ok(same(text.replaceAll('\n', '\r\n'), 1));
  });

  for (const [what, other] of [
    ['what is replaced is another', text.replace('db', 'xy')],
    ['the file became shorter', 'a: 1\n'],
    ['a line came before', `# new\n${text}`],
    ['the file has a mark of the byte order', `\uFEFF${text}`],
    ['the line is another', text.replace('mine', 'yours')],
    ['the file is empty', ''],
  ] as const) {
    it(`is another when ${what}`, () => assert.ok(!same(other)));
  }

  it('is known for an insertion too', () => {
    const at = { start: 0, end: 0 };
    assert.equal(editContext('select 1\n', at), editContext('select 1\nfrom x\n', at));
    assert.notEqual(editContext('select 1\n', at), editContext('-- mine\nselect 1\n', at));
  });

  it('spans the lines that are replaced', () => {
    const lines = { start: 3, end: 10 };
    assert.equal(editContext('a: 1\r\nb: 2\n', lines), editContext('a: 1\r\nb: 2\nc', lines));
    assert.notEqual(editContext('a: 1\r\nb: 2\n', lines), editContext('a: 1\r\nc: 2\n', lines));
  });
});
