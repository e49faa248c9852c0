import type { PlanProblem } from './planModel';

/** What was not understood, at a UTF-16 offset of the text. */
export interface Complaint {
  readonly offset: number;
  readonly message: string;
}

/** More complaints than this only repeat themselves. */
const maxProblems = 100;

/** Finds the lines and columns of complaints, in one pass; only the first hundred are kept. */
export function locateProblems(text: string, complaints: readonly Complaint[]): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  let line = 1;
  let lineStart = 0;
  for (const { offset, message } of complaints
    .toSorted((a, b) => a.offset - b.offset)
    .slice(0, maxProblems)) {
    for (let next = text.indexOf('\n', lineStart); next >= 0 && next < offset;) {
      line++;
      lineStart = next + 1;
      next = text.indexOf('\n', lineStart);
    }
    problems.push({ message, line, column: offset - lineStart + 1 });
  }
  return problems;
}
