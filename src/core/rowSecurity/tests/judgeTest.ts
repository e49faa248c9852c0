import { assertNever } from '../../../base/assertNever';
import type { Cell } from '../../ports';
import type { ServerError } from '../../sql/serverError';
import { readTrialError } from '../serverRefusal';
import type { Expectation } from './policyTest';

/** What a statement of a test did. */
export type TestAnswer =
  | {
      readonly kind: 'done';
      /** Read, or changed. */
      readonly rows: number;
      readonly values: readonly (readonly Cell[])[];
    }
  | { readonly kind: 'error'; readonly error: ServerError };

/** What was wanted and what came, as lines to compare. */
export interface TestDifference {
  readonly expected: string;
  readonly actual: string;
}

/** Undefined when the answer is what the test expects. */
export function judgeTest(expect: Expectation, answer: TestAnswer): TestDifference | undefined {
  return meets(expect, answer)
    ? undefined
    : { expected: expectationText(expect), actual: answerText(expect, answer) };
}

function meets(expect: Expectation, answer: TestAnswer): boolean {
  const trouble = answer.kind === 'error' ? readTrialError(answer.error).kind : undefined;
  switch (expect.kind) {
    case 'rows':
      return answer.kind === 'done' && answer.rows === expect.rows;
    case 'values':
      return answer.kind === 'done' && tableText(answer.values) === tableText(expect.values);
    case 'refused':
      return expect.by === undefined
        ? trouble === 'policy' || trouble === 'privilege'
        : trouble === expect.by;
    case 'allowed':
      return answer.kind === 'done' || trouble === 'constraint';
    case 'error':
      return answer.kind === 'error' && answer.error.code === expect.code;
    default:
      return assertNever(expect);
  }
}

function expectationText(expect: Expectation): string {
  switch (expect.kind) {
    case 'rows':
      return rowsText(expect.rows);
    case 'values':
      return tableText(expect.values);
    case 'refused':
      return expect.by === undefined ? 'refused' : `refused by ${expect.by}`;
    case 'allowed':
      return 'allowed';
    case 'error':
      return `error ${expect.code}`;
  }
}

function answerText(expect: Expectation, answer: TestAnswer): string {
  if (answer.kind === 'done') {
    return expect.kind === 'values' ? tableText(answer.values) : `allowed, ${rowsText(answer.rows)}`;
  }
  const { kind } = readTrialError(answer.error);
  const { code, message } = answer.error;
  return kind === 'policy' || kind === 'privilege'
    ? `refused by ${kind}: ${message} (${code})`
    : `error ${code}: ${message}`;
}

function rowsText(rows: number): string {
  return `${rows} ${rows === 1 ? 'row' : 'rows'}`;
}

/** A row a line; NULL and a text of these letters differ. */
function tableText(values: readonly (readonly Cell[])[]): string {
  return values.length === 0
    ? 'no rows'
    : values
        .map((row) => row.map((cell) => (cell === null ? 'NULL' : JSON.stringify(cell))).join(', '))
        .join('\n');
}
