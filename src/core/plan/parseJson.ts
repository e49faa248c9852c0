import { type ReadContext } from './jsonRead';
import { JsonArray, JsonObject, type JsonText } from './jsonText';
import { parseStatement } from './parseStatement';
import type { PlanDocument, PlanProblem, PlanResult } from './planModel';
import { locateProblems } from './locateProblems';
import { scanJson, type ScanProblem } from './scanJson';

/**
 * Reads the answer of EXPLAIN (FORMAT JSON), or the object that auto_explain logs. It never throws: what was
 * understood is in `value`, and `problems` name the places that were not. `value` is undefined when nothing in the
 * text looks like an answer of EXPLAIN.
 */
export function parseJsonPlan(text: string): {
  readonly value: PlanDocument | undefined;
  readonly problems: readonly PlanProblem[];
} {
  const scanned = scanJson(text);
  const complaints = scanned.problems.map((problem) => ({
    offset: problem.offset,
    message: scanMessage(problem),
  }));
  const context: ReadContext = {
    complain: (offset, message) => complaints.push({ offset, message }),
  };
  const results = scanned.values.flatMap((value) => readAnswer(value, context));
  const understood = results.length > 0 || scanned.values.some(isEmptyAnswer);
  if (!understood && complaints.length === 0) {
    complaints.push({ offset: 0, message: 'There is no plan in this text.' });
  }
  return { value: understood ? { results } : undefined, problems: locateProblems(text, complaints) };
}

/** The answer is a list of plans and utility results; auto_explain writes the object of one plan alone. */
export function readAnswer(value: JsonText, context: ReadContext): readonly PlanResult[] {
  const items = value instanceof JsonArray ? value.items : [value];
  const results: PlanResult[] = [];
  for (const item of items) {
    if (typeof item === 'string') {
      results.push({ kind: 'utility', text: item });
    } else if (item instanceof JsonObject) {
      const statement = parseStatement(item, context);
      if (statement !== undefined) {
        results.push(statement);
      }
    }
  }
  return results;
}

/** A rule that does nothing instead of the statement leaves an answer without any plan. */
function isEmptyAnswer(value: JsonText): boolean {
  return value instanceof JsonArray && value.items.length === 0;
}

export function scanMessage(problem: ScanProblem): string {
  switch (problem.kind) {
    case 'cutOff':
      return 'The plan ends here before it is complete. Everything before this place is shown.';
    case 'unexpected':
      return 'The plan could not be understood from here on. Everything before this place is shown.';
    case 'misplacedProperty':
      return 'The server wrote invalid JSON here (it does so for MERGE on a partitioned table); it was repaired.';
    case 'textAround':
      return 'The text from here is no part of a plan and was left out.';
  }
}
