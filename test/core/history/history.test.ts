import assert from 'node:assert/strict';
import { dayOf, dayWords, durationWords } from '../../../src/core/history/days';
import { describeRun, keptText } from '../../../src/core/history/describeRun';
import { historyLine, readHistoryLine } from '../../../src/core/history/historyEntry';
import { historyScore, readHistorySearch } from '../../../src/core/history/searchHistory';
import type { RunEnd } from '../../../src/core/query/runStatements';
import { RunStore } from '../../../src/core/query/runStore';
import { entryOf } from '../../support/historyEntries';

const completed: RunEnd = { kind: 'completed' };

function ran(texts: readonly string[], tags: readonly string[] = []) {
  const planned = texts.map((text) => ({ text, range: { start: 0, end: text.length } }));
  const store = new RunStore(planned, { rowCap: 10, byteCap: 10 }, () => assert.fail('no rows here'));
  tags.forEach((commandTag, index) => {
    store.start(index);
    store.succeed(index, { commandTag, rowCount: 0, complete: true, elapsedMs: 1.4 });
  });
  store.finish();
  return store.statements;
}

describe('the description of a run', () => {
  it('has the texts without secrets, and says that it is not what was run', () => {
    const facts = describeRun(ran(["alter role a password 'hunter2'", 'select 1']), completed);
    assert.equal(facts.text, "alter role a password '•••';\n\nselect 1;");
    assert.equal(facts.isAltered, true);
    assert.equal(facts.statements, 2);
    assert.equal(describeRun(ran(['select 1']), completed).isAltered, false);
  });

  it('takes the secrets out of the error too', () => {
    const message = 'syntax error at or near "hunter2"';
    const error = { message, server: undefined, place: undefined };
    const records = ran(["alter role a password 'hunter2' 'x'"]);
    const facts = describeRun(records, { kind: 'failed', index: 0, error });
    assert.deepEqual([facts.outcome, facts.message], ['failed', 'syntax error at or near "•••"']);
  });

  it('keeps the beginning of a text that is too long', () => {
    const facts = describeRun(ran([`select ${'1'.repeat(2 * keptText)}`]), completed);
    assert.deepEqual([facts.text.length, facts.isAltered], [keptText, true]);
  });

  const rows: readonly (readonly [tag: string, rows: number | undefined])[] = [
    ['INSERT 0 5', 5],
    ['UPDATE 0', 0],
    ['DELETE 12', 12],
    ['MERGE 3', 3],
    ['CREATE TABLE', undefined],
  ];
  for (const [tag, expected] of rows) {
    it(`counts ${String(expected)} rows for ${tag}`, () =>
      assert.equal(describeRun(ran(['x', 'y'], ['INSERT 0 1', tag]), completed).rows, expected));
  }
});

describe('a line of the history', () => {
  it('becomes the entry that it was', () => {
    const entry = entryOf({ text: 'a\n"b" \u2028 🐘', rows: undefined, outcome: 'lost', extension: 'x.y' });
    assert.equal(historyLine(entry).includes('\n'), false);
    assert.deepEqual(readHistoryLine(historyLine(entry)), entry);
  });

  it('is no entry when its end is missing', () => {
    const line = historyLine(entryOf({}));
    for (let length = 0; length < line.length; length++) {
      assert.equal(readHistoryLine(line.slice(0, length)), undefined);
    }
  });
});

describe('the search in the history', () => {
  const entry = entryOf({
    text: 'select * from marts.daily_payments\nwhere due < now()',
    ...({ outcome: 'failed', code: '42P01', message: 'relation does not exist' } as const),
  });
  const cases: readonly (readonly [typed: string, found: boolean])[] = [
    ['', true],
    ['daily', true],
    ['PAYMENTS warehouse', true],
    ['failed 42p01', true],
    ['dlpm', true],
    ['lake ann development', true],
    ['due first.sql', true],
    ['succeeded', false],
    ['payments nowhere', false],
    ['zzz', false],
  ];
  for (const [typed, found] of cases) {
    it(`${found ? 'finds' : 'does not find'} it by "${typed}"`, () =>
      assert.equal(historyScore(entry, readHistorySearch(typed) ?? []) > 0, found));
  }

  it('prefers words to scattered letters', () => {
    const words = historyScore(entryOf({ text: 'select pay' }), ['pay']);
    assert.ok(words > historyScore(entryOf({ text: 'select prepay' }), ['pay']));
    assert.ok(words > historyScore(entryOf({ text: 'table p_a_y' }), ['pay']));
  });
});

describe('days and durations', () => {
  const days: readonly (readonly [day: string, words: string])[] = [
    ['2026-11-21', 'Today'],
    ['2026-11-20', 'Yesterday'],
    ['2026-11-16', 'Monday, 16 November'],
    ['2026-03-29', 'Sunday, 29 March 2026'],
    ['2025-12-31', 'Wednesday, 31 December 2025'],
    ['2026-11-22', 'Sunday, 22 November 2026'],
  ];
  for (const [day, words] of days) {
    it(`calls ${day} ${words}`, () => assert.equal(dayWords(day, '2026-11-21'), words));
  }

  it('goes by the time of this machine', () =>
    assert.equal(dayOf(new Date(2026, 0, 5, 0, 0, 1).getTime()), '2026-01-05'));

  for (const [milliseconds, words] of [
    [0.4, '0 ms'],
    [999, '999 ms'],
    [1250, '1.2 s'],
    [59_999, '59.9 s'],
    [245_000, '4:05 min'],
    [7_384_000, '2:03:04 h'],
  ] as const) {
    it(`writes ${milliseconds} ms as ${words}`, () => assert.equal(durationWords(milliseconds), words));
  }
});
