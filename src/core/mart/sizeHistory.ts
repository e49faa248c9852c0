import { isCount, isRecord, isString } from '../../base/validate';

/** The size of a mart on one day. */
export interface SizePoint {
  /** `YYYY-MM-DD`, by the clock of this computer. */
  readonly day: string;
  readonly bytes: number;
  /** By the server's estimate; undefined when it had none. */
  readonly rows?: number;
}

/** More than a year of days. */
const keptPoints = 400;

/** Adds a point; a later one of the same day takes the earlier one's place. The oldest are forgotten. */
export function withSizePoint(history: readonly SizePoint[], point: SizePoint): readonly SizePoint[] {
  return [...history.filter((each) => each.day !== point.day), point]
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .slice(-keptPoints);
}

/** Reads what was kept; what is no point is left out. */
export function readSizeHistory(text: string): readonly SizePoint[] {
  try {
    const kept: unknown = JSON.parse(text);
    return Array.isArray(kept) ? kept.filter(isSizePoint) : [];
  } catch {
    return [];
  }
}

function isSizePoint(value: unknown): value is SizePoint {
  return (
    isRecord(value) &&
    isString(value['day']) &&
    /^\d{4}-\d\d-\d\d$/.test(value['day']) &&
    isCount(value['bytes']) &&
    (value['rows'] === undefined || isCount(value['rows']))
  );
}
