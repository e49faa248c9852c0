import assert from 'node:assert/strict';
import type { MartActivity } from '../../../src/core/catalog/queries/martActivity';
import { ageWords } from '../../../src/core/explorer/ages';
import { lastWriteLines, lastWriteWords } from '../../../src/core/explorer/lastWrite';

const quiet: MartActivity = {
  writes: 0,
  writesSinceAnalyze: 0,
  neverAnalyzed: 0,
  analyzed: undefined,
  analyzedBeforeWrite: undefined,
  statisticsReset: undefined,
  altered: undefined,
  latestSign: '-1',
};

describe('explorer: what is known of the last write', () => {
  const ages: readonly (readonly [seconds: number, words: string])[] = [
    [-5, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 h'],
    [86_399, '23 h'],
    [86_400, '1 day'],
    [1_000_000, '11 days'],
  ];
  for (const [seconds, words] of ages) {
    it(`calls ${seconds} seconds ${words}`, () => {
      assert.equal(ageWords(seconds), words);
    });
  }

  const cases: readonly (readonly [
    what: string,
    activity: Partial<MartActivity>,
    words: string | undefined,
    line: RegExp,
  ])[] = [
    [
      'rows were written since the last ANALYZE',
      { writes: 9, writesSinceAnalyze: 5, analyzed: 7_201, analyzedBeforeWrite: 7_201 },
      'written < 3 h ago',
      /within the last 3 h, by 5 rows written/,
    ],
    [
      'nothing was written since the last ANALYZE',
      { writes: 9, analyzed: 7_201, analyzedBeforeWrite: undefined },
      'written > 2 h ago',
      /2 h ago or longer, as nothing was counted since the last ANALYZE/,
    ],
    [
      'one partition was never analyzed, and rows were written',
      { writes: 9, writesSinceAnalyze: 9, neverAnalyzed: 1, analyzed: 60 },
      undefined,
      /unknown, but rows were written since the statistics began/,
    ],
    [
      'never analyzed, written since a reset',
      { writes: 9, writesSinceAnalyze: 9, neverAnalyzed: 1, statisticsReset: 90_000 },
      'written < 2 days ago',
      /within the last 2 days/,
    ],
    [
      'nothing was ever counted',
      { neverAnalyzed: 1 },
      undefined,
      /none was counted since the statistics began/,
    ],
    [
      'nothing was counted since a reset',
      { neverAnalyzed: 1, statisticsReset: 600 },
      undefined,
      /none was counted since the statistics were reset 10 min ago/,
    ],
    [
      'a tool built the table anew',
      { writes: 9, writesSinceAnalyze: 9, neverAnalyzed: 1, altered: 30 },
      'altered 30 s ago',
      /unknown, but rows were written since the statistics began/,
    ],
  ];
  for (const [what, activity, words, line] of cases) {
    it(`says what follows when ${what}`, () => {
      assert.equal(lastWriteWords({ ...quiet, ...activity }), words);
      assert.match(lastWriteLines({ ...quiet, ...activity })[0] ?? '', line);
    });
  }

  it('says where the time of a change of the table comes from', () => {
    assert.equal(
      lastWriteLines({ ...quiet, altered: 61 })[1],
      'Created or altered 1 min ago, by track_commit_timestamp.',
    );
  });
});
