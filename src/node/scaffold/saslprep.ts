import { leftToRight, prohibited, rightToLeft, unassigned } from './stringprepTables';

/**
 * A password as SCRAM takes it: prepared by SASLprep, or as it stands where SASLprep forbids it, which is what libpq and
 * the server do. Source: RFC 4013; PostgreSQL, src/common/saslprep.c.
 */
export function saslprep(password: string): string {
  // The characters of ASCII stand as they are, also those that stringprep forbids.
  if (Array.from(password, code).every((each) => each < 0x80)) {
    return password;
  }
  const prepared = password.replace(nonAsciiSpaces, ' ').replace(mappedToNothing, '').normalize('NFKC');
  const codes = Array.from(prepared, code);
  const wrong =
    codes.length === 0 || loneSurrogate.test(password) || codes.some(isForbidden) || !directionIsClear(codes);
  return wrong ? password : prepared;
}

// Appendix C.1.2 of RFC 3454, which comes first, and B.1.
const nonAsciiSpaces = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;
const mappedToNothing = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;

const loneSurrogate = /\p{Surrogate}/u;

function code(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function isForbidden(each: number): boolean {
  return isIn(prohibitedRanges, each) || isIn(unassignedRanges, each);
}

/** A text with characters of a right-to-left script has no left-to-right ones, and begins and ends with the former. */
function directionIsClear(codes: readonly number[]): boolean {
  const isRight = (each: number | undefined) => each !== undefined && isIn(rightRanges, each);
  return (
    !codes.some(isRight) ||
    (isRight(codes[0]) && isRight(codes.at(-1)) && !codes.some((each) => isIn(leftRanges, each)))
  );
}

type Ranges = readonly (readonly [number, number])[];

const prohibitedRanges = rangesOf(prohibited);
const unassignedRanges = rangesOf(unassigned);
const rightRanges = rangesOf(rightToLeft);
const leftRanges = rangesOf(leftToRight);

function rangesOf(table: string): Ranges {
  let end = 0;
  return table.split(' ').map((each) => {
    const [distance = '0', length = '0'] = each.split('-');
    const start = end + parseInt(distance, 16);
    end = start + parseInt(length, 16);
    return [start, end] as const;
  });
}

function isIn(ranges: Ranges, each: number): boolean {
  return ranges.some(([start, end]) => each >= start && each <= end);
}
