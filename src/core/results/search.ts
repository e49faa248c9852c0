import { compilePattern } from './rowFilter';

/** What is looked for in the cells of a result. */
export interface SearchSpec {
  readonly text: string;
  readonly matchCase: boolean;
  /** The whole value must be it. */
  readonly wholeCell: boolean;
  /** The text is a regular expression. */
  readonly isPattern: boolean;
}

/** Of more hits than this only the first can be visited; all are counted. */
export const listedHits = 1_000_000;

/** @throws UserError for a regular expression that cannot be read */
export function compileSearch({
  text,
  matchCase,
  wholeCell,
  isPattern,
}: SearchSpec): (value: string) => boolean {
  if (isPattern) {
    const pattern = compilePattern(wholeCell ? `^(?:${text})$` : text, matchCase);
    return (value) => pattern.test(value);
  }
  const wanted = matchCase ? text : text.toLowerCase();
  const fold = matchCase ? (value: string) => value : (value: string) => value.toLowerCase();
  return wholeCell ? (value) => fold(value) === wanted : (value) => fold(value).includes(wanted);
}
