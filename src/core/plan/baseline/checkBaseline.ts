import { isCancellation } from '../../../base/cancelSignal';
import { splitStatements, type Statement } from '../../sql/splitStatements';
import { type BaselineFile, type BaselineStatement, statementLine } from './baselineFile';
import { checkShape, settledShape, type ShapeCheck } from './checkShape';
import type { PlanShape } from './planShape';

/** What became of a statement of a baseline. */
export type BaselineOutcome =
  | ({ readonly kind: 'same' | 'changed'; readonly present: PlanShape } & ShapeCheck)
  /** It is not in the SQL file any more. */
  | { readonly kind: 'gone' }
  /** It could not be planned. */
  | { readonly kind: 'failed'; readonly message: string };

/** Plans a statement. */
export type Explain = (sql: string) => Promise<PlanShape>;

/**
 * The statement of an SQL file that a baseline means: the one that differs in constants, comments and layout only, else the
 * one at its place when that is a statement of the same kind.
 */
export function findStatement(
  { number, sql }: Pick<BaselineStatement, 'number' | 'sql'>,
  statements: readonly Statement[],
): Statement | undefined {
  const same = statements.filter(({ text }) => statementLine(text) === sql);
  const atPlace = statements[number - 1];
  if (same.length > 0) {
    return atPlace && same.includes(atPlace) ? atPlace : same[0];
  }
  return atPlace && firstWord(statementLine(atPlace.text)) === firstWord(sql) ? atPlace : undefined;
}

/** Checks one statement. Whatever hinders it is an outcome. @throws CancelledError */
export async function checkBaseline(
  saved: BaselineStatement,
  sqlText: string,
  explain: Explain,
): Promise<BaselineOutcome> {
  const statement = findStatement(saved, splitStatements(sqlText));
  if (!statement) {
    return { kind: 'gone' };
  }
  try {
    const present = await explain(statement.text);
    const check = checkShape(saved.shape, present);
    return { kind: check.differences.length === 0 ? 'same' : 'changed', present, ...check };
  } catch (error) {
    if (isCancellation(error)) {
      throw error;
    }
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

/** The file with the present shape of a statement in it, instead of its old one or beside the others. */
export function withStatement(
  file: BaselineFile,
  statement: { readonly number: number; readonly text: string; readonly shape: PlanShape },
): BaselineFile {
  const sql = statementLine(statement.text);
  const { number } = statement;
  const before =
    file.statements.find((each) => each.sql === sql) ??
    file.statements.find((each) => each.number === number && firstWord(each.sql) === firstWord(sql));
  const shape = before ? settledShape(before.shape, statement.shape) : statement.shape;
  return {
    statements: [
      ...file.statements.filter((each) => each !== before && each.number !== number),
      { number, sql, shape },
    ],
  };
}

/** What is wrong, as sentences: nothing when the plan is as it was. */
export function outcomeSentences(outcome: BaselineOutcome): readonly string[] {
  switch (outcome.kind) {
    case 'same':
      return [];
    case 'changed':
      return outcome.differences;
    case 'gone':
      return ['The statement is not in the SQL file any more. Save its baseline again, or remove it.'];
    case 'failed':
      return [`The statement could not be planned: ${outcome.message}`];
  }
}

/** The lines of the baseline and the present ones, marked by − and +. */
export function differenceLines(expected: readonly string[], actual: readonly string[]): readonly string[] {
  const kept = new Set(actual);
  const known = new Set(expected);
  return [
    ...expected.filter((line) => !kept.has(line)).map((line) => `- ${line.trimStart()}`),
    ...actual.filter((line) => !known.has(line)).map((line) => `+ ${line.trimStart()}`),
  ];
}

function firstWord(line: string): string {
  return /^\w*/.exec(line)?.[0] ?? '';
}
