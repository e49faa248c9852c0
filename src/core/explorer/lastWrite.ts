import type { MartActivity } from '../catalog/queries/martActivity';
import { ageWords } from './ages';
import { countWords } from './measures';

/**
 * What follows from `MartActivity` about the last write. PostgreSQL keeps no time of it, so there is never more than a
 * bound. Ages are in seconds.
 */
export type LastWrite =
  /** It was later than that long ago. */
  | { readonly kind: 'within'; readonly age: number }
  /** It was that long ago or longer. */
  | { readonly kind: 'before'; readonly age: number }
  /** Rows were written since the statistics began, which may be long ago. */
  | { readonly kind: 'some' }
  /** No row was written since the statistics began. */
  | { readonly kind: 'none' };

/** A session hands its counts over up to a minute late, so what is counted after an ANALYZE may be that much older. */
const lateCounts = 60;

export function lastWrite(activity: MartActivity): LastWrite {
  const { writes, writesSinceAnalyze, neverAnalyzed, analyzed, analyzedBeforeWrite } = activity;
  if (writesSinceAnalyze > 0) {
    const age = analyzedBeforeWrite ?? activity.statisticsReset;
    return age === undefined ? { kind: 'some' } : { kind: 'within', age: age + lateCounts };
  }
  // A leaf that was never analyzed has its writes counted as well, so here it has none.
  if (analyzed !== undefined && neverAnalyzed === 0) {
    return { kind: 'before', age: analyzed };
  }
  return writes > 0 ? { kind: 'some' } : { kind: 'none' };
}

/** For a line of the sidebar: `written < 3 h ago` is within the last three hours, `> 3 h` is before. */
export function lastWriteWords(activity: MartActivity): string | undefined {
  const write = lastWrite(activity);
  switch (write.kind) {
    case 'within':
      return `written < ${atMost(write.age)} ago`;
    case 'before':
      return `written > ${ageWords(write.age)} ago`;
    case 'some':
    case 'none':
      // A tool that builds a table anew leaves it without statistics, but the server may know when that was.
      return activity.altered === undefined ? undefined : `altered ${ageWords(activity.altered)} ago`;
  }
}

/** The same as sentences, saying where it comes from. */
export function lastWriteLines(activity: MartActivity): readonly string[] {
  const write = lastWrite(activity);
  const { writesSinceAnalyze, statisticsReset, altered } = activity;
  const since = statisticsReset === undefined ? 'the statistics began' : `the statistics were reset`;
  const reset = statisticsReset === undefined ? '' : ` ${ageWords(statisticsReset)} ago`;
  const lines: string[] = [];
  switch (write.kind) {
    case 'within':
      lines.push(
        `Last write: within the last ${atMost(write.age)}, by ${countWords(writesSinceAnalyze)} rows written since the last ANALYZE or since ${since}.`,
      );
      break;
    case 'before':
      lines.push(
        `Last write: ${ageWords(write.age)} ago or longer, as nothing was counted since the last ANALYZE.`,
      );
      break;
    case 'some':
      lines.push(`Last write: unknown, but rows were written since ${since}${reset}.`);
      break;
    case 'none':
      lines.push(`Last write: none was counted since ${since}${reset}.`);
      break;
  }
  if (altered !== undefined) {
    lines.push(`Created or altered ${ageWords(altered)} ago, by track_commit_timestamp.`);
  }
  return lines;
}

/** Rounded up, because it is said that something happened within it. */
function atMost(seconds: number): string {
  const unit = seconds < 60 ? 1 : seconds < 3_600 ? 60 : seconds < 86_400 ? 3_600 : 86_400;
  return ageWords(Math.ceil(Math.max(1, seconds) / unit) * unit);
}
