import assert from 'node:assert/strict';
import {
  addPeriods,
  type CalendarUnit,
  calendarUnits,
  type CivilDay,
  periodLabel,
  periodStart,
  readDay,
  writeDay,
} from '../../../../src/core/scaffold/partitioning/calendar';
import { patternName } from '../../../../src/core/scaffold/partitioning/partitionName';
import { whyNotName } from '../../../../src/core/sql/name';
import { isTypeText } from '../../../../src/core/scaffold/partitioning/typeText';

const day = (text: string): CivilDay => {
  const read = readDay(text);
  assert.ok(read, text);
  return read;
};

describe('the calendar of partitions', () => {
  it('finds the period of a day, its name and the next one', () => {
    const cases: readonly (readonly [CalendarUnit, string, string])[] = [
      ['day', '2024-02-28', '2024_02_28 2024-02-28 2024-02-29'],
      ['day', '2023-12-31', '2023_12_31 2023-12-31 2024-01-01'],
      ['week', '2024-12-30', '2025_w01 2024-12-30 2025-01-06'],
      ['week', '2021-01-03', '2020_w53 2020-12-28 2021-01-04'],
      ['week', '0001-01-01', '0001_w01 0001-01-01 0001-01-08'],
      ['month', '2024-12-31', '2024_12 2024-12-01 2025-01-01'],
      ['quarter', '2024-12-31', '2024_q4 2024-10-01 2025-01-01'],
      ['quarter', '2024-01-01', '2024_q1 2024-01-01 2024-04-01'],
      ['year', '2024-02-29', '2024 2024-01-01 2025-01-01'],
    ];
    for (const [unit, text, wanted] of cases) {
      const start = periodStart(day(text), unit);
      const next = writeDay(addPeriods(start, unit, 1));
      assert.equal(`${periodLabel(start, unit)} ${writeDay(start)} ${next}`, wanted);
    }
  });

  it('goes back by as much as it went ahead', () => {
    for (const unit of calendarUnits) {
      const start = periodStart(day('2024-02-29'), unit);
      for (const count of [1, 13, 400]) {
        assert.deepEqual(addPeriods(addPeriods(start, unit, count), unit, -count), start);
      }
    }
  });

  it('reads only days that exist', () => {
    for (const text of [
      '',
      '2023-02-29',
      '2024-13-01',
      '2024-00-10',
      '0000-01-01',
      '24-01-01',
      '2024-01-01 00:00',
    ]) {
      assert.equal(readDay(text), undefined, text);
    }
  });
});

describe('names of partitions', () => {
  it('are made by a pattern, and cut in the middle where they would be too long', () => {
    const long = 'ü'.repeat(31);
    const cases: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
      ['{table}_{period}', { table: 'loans', period: '2024_02' }, 'loans_2024_02'],
      ['{table}_{period}', { table: long, period: '2024_02' }, `${'ü'.repeat(27)}_2024_02`],
      ['{table}_{what}', { table: 'a{period}', period: 'x' }, 'a{period}_{what}'],
      ['{toString}', { table: 'a' }, '{toString}'],
    ];
    for (const [pattern, parts, name] of cases) {
      assert.equal(patternName(pattern, parts), name);
      assert.equal(whyNotName(name), undefined);
    }
    assert.match(whyNotName('x'.repeat(64)) ?? '', /64 bytes/);
    assert.match(whyNotName('a\0') ?? '', /NUL/);
    assert.match(whyNotName('') ?? '', /missing/);
  });
});

describe('the text of a type', () => {
  it('is the name of a type and nothing else', () => {
    const good = [
      'bigint',
      'numeric(12, 2)',
      'core."Ty pe"[]',
      'timestamp(3) with time zone',
      'interval day to second(3)',
    ];
    const bad = [
      '',
      'int); DROP TABLE x; --',
      'int -- x',
      'int /* */',
      'int, b int',
      'int)',
      '(int',
      `int DEFAULT 'a'`,
      'a"b',
      'int;',
      'x\0',
    ];
    assert.deepEqual(
      good.filter((text) => !isTypeText(text)),
      [],
    );
    assert.deepEqual(bad.filter(isTypeText), []);
  });
});
