import type { Complaint } from '../locateProblems';
import { parseStatement } from '../parseStatement';
import type { PlanResult } from '../planModel';
import { logicalLines, type LogicalLine } from './logicalLines';
import { textLines } from './textLines';
import { TextStatement } from './textStatement';

/** The plans of one EXPLAIN, with the part of the text in which they stand. */
export interface TextAnswer {
  readonly results: readonly PlanResult[];
  readonly start: number;
  readonly end: number;
}

/**
 * Reads plans in the text format, in one pass without recursion. Lines that are no part of a plan are left out and
 * complained of; a header, a count of rows or other text between two plans tells that they are answers of their own.
 */
export function readTextPlans(text: string, complaints: Complaint[]): readonly TextAnswer[] {
  const reader = new Reader(complaints);
  for (const line of logicalLines(textLines(text))) {
    reader.take(line);
  }
  return reader.end(text.length);
}

interface AnswerDraft {
  readonly results: PlanResult[];
  readonly start: number;
  end: number;
}

class Reader {
  private readonly answers: AnswerDraft[] = [];
  private answer: AnswerDraft | undefined;
  private statement: TextStatement | undefined;
  private query: LogicalLine | undefined;
  private complainedOfText = false;

  constructor(private readonly complaints: Complaint[]) {}

  take(line: LogicalLine): void {
    const utility = utilityWords.get(line.text);
    if (utility !== undefined) {
      this.finishStatement();
      this.answerAt(line).results.push({ kind: 'utility', text: utility });
    } else if (line.kind === 'root') {
      this.finishStatement();
      this.begin(line, true);
    } else if (line.kind === 'query') {
      this.finishAnswer(line.offset);
      this.query = line;
    } else if (line.kind === 'child' && !this.statement) {
      this.begin(line, false);
    } else if (this.statement?.take(line) === true) {
      this.answerAt(line).end = line.end;
    } else {
      this.leaveOut(line);
    }
  }

  end(length: number): readonly TextAnswer[] {
    this.finishAnswer(length);
    return this.answers;
  }

  private begin(line: LogicalLine, isRoot: boolean): void {
    const answer = this.answerAt(this.query ?? line);
    answer.end = line.end;
    this.statement = new TextStatement(line, isRoot, (offset, message) =>
      this.complaints.push({ offset, message }),
    );
    if (this.query) {
      this.statement.takeQuery(this.query);
      this.query = undefined;
    }
    this.complainedOfText = false;
  }

  private answerAt(line: LogicalLine): AnswerDraft {
    return (this.answer ??= { results: [], start: line.offset, end: line.end });
  }

  private finishStatement(): void {
    if (this.statement) {
      const complain = (offset: number, message: string) => this.complaints.push({ offset, message });
      const result = parseStatement(this.statement.finish(), { complain });
      if (result) {
        this.answer?.results.push(result);
      }
      this.statement = undefined;
    }
  }

  private finishAnswer(offset: number): void {
    if (this.query && this.answer) {
      this.query = undefined;
    }
    this.finishStatement();
    if (this.answer) {
      this.answer.end = Math.min(this.answer.end, offset);
      this.answers.push(this.answer);
      this.answer = undefined;
    }
  }

  private leaveOut(line: LogicalLine): void {
    this.finishAnswer(line.offset);
    if (!this.complainedOfText && !isFrame(line.text)) {
      this.complainedOfText = true;
      this.complaints.push({
        offset: line.offset,
        message: 'The text from here is no part of a plan and was left out.',
      });
    }
  }
}

/** What stands in the place of a plan, as the other formats call it. */
const utilityWords: ReadonlyMap<string, string> = new Map([
  ['NOTIFY', 'Notify'],
  ['Utility statements have no plan structure', 'Utility Statement'],
]);

/** The heading of psql and its count of rows are no loss. */
function isFrame(text: string): boolean {
  return text === 'QUERY PLAN' || /^\(\d+ [^()]*\)$/.test(text);
}
