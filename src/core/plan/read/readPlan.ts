import { type Complaint, locateProblems } from '../locateProblems';
import { JsonArray, type JsonObject, type JsonText } from '../jsonText';
import { readAnswer, scanMessage } from '../parseJson';
import type { PlanProblem, PlanResult } from '../planModel';
import { scanJson } from '../scanJson';
import { type LogEntry, logEntries } from './logEntries';
import type { FoundPlan, PlanFormat, PlanReading } from './planReading';
import { scanXml } from './scanXml';
import { scanYaml } from './scanYaml';
import { readTextPlans } from './textPlans';
import { withoutFrame } from './withoutFrame';
import { withoutWraps } from './withoutWraps';

/**
 * Finds the plans in a text, whatever format they are in and whatever stands around them: the answer of EXPLAIN as
 * text, JSON, YAML or XML, with or without the frame of psql, or a server's log with plans of auto_explain. It never
 * throws and takes time in proportion to the text. What was understood is in `plans`; `problems` tell why there is none.
 */
export function readPlan(text: string): PlanReading {
  const entries = logEntries(text);
  if (entries === undefined) {
    return readAnswers(text);
  }
  const readings = entries.map((entry) => ofEntry(entry, readAnswers(entry.body)));
  return {
    plans: readings.flatMap(({ plans }) => plans),
    problems: readings.flatMap(({ problems }) => problems).slice(0, 100),
  };
}

/** A log line tells the duration, which auto_explain does not write into the plan. */
function ofEntry({ logged, line }: LogEntry, { plans, problems }: PlanReading): PlanReading {
  const shifted = (problem: PlanProblem) => ({ ...problem, line: problem.line + line - 1 });
  return {
    plans: plans.map((plan) => ({
      ...plan,
      logged,
      line: plan.line + line - 1,
      problems: plan.problems.map(shifted),
      document: {
        results: plan.document.results.map((result) =>
          result.kind === 'plan'
            ? { ...result, executionMs: result.executionMs ?? logged.durationMs }
            : result,
        ),
      },
    })),
    problems: problems.map(shifted),
  };
}

/** One answer of EXPLAIN, with the part of the text that it takes. */
interface Answer {
  readonly results: readonly PlanResult[];
  readonly start: number;
  readonly end: number;
}

function readAnswers(original: string): PlanReading {
  const text = withoutFrame(original);
  const format = formatOf(text);
  const complaints: Complaint[] = [];
  const answers = answersIn(text, format, complaints);
  if (answers.length === 0) {
    const message = text.trim() === '' ? 'The text is empty.' : 'There is no plan in this text.';
    const problems = complaints.length > 0 ? complaints : [{ offset: 0, message }];
    return { plans: [], problems: locateProblems(text, problems) };
  }
  return { plans: answers.map((answer, index) => found(answer, index)), problems: [] };

  function found({ results, start, end }: Answer, index: number): FoundPlan {
    const next = answers[index + 1]?.start ?? Infinity;
    const own = complaints.filter(({ offset }) => (index === 0 || offset >= start) && offset < next);
    const problems = locateProblems(original, own);
    return {
      document: { results },
      format,
      text: answers.length === 1 ? original : original.slice(start, end),
      line: lineAt(original, start),
      problems,
      logged: undefined,
    };
  }
}

function answersIn(text: string, format: PlanFormat, complaints: Complaint[]): readonly Answer[] {
  switch (format) {
    case 'json':
      return jsonAnswers(text, complaints);
    case 'xml':
      return valueAnswers(scanXml(text, complaints), complaints);
    case 'yaml':
      return valueAnswers(scanYaml(text, complaints), complaints);
    case 'text':
      return readTextPlans(text, complaints).filter(({ results }) => results.length > 0);
  }
}

function jsonAnswers(text: string, complaints: Complaint[]): readonly Answer[] {
  let scanned = scanJson(text);
  const unwrapped = withoutWraps(text);
  const again = unwrapped === undefined ? undefined : scanJson(unwrapped);
  if (again && again.problems.length <= scanned.problems.length) {
    scanned = again;
  }
  complaints.push(
    ...scanned.problems.map((problem) => ({ offset: problem.offset, message: scanMessage(problem) })),
  );
  return valueAnswers(
    scanned.values.filter((value) => typeof value === 'object' && value !== null && 'start' in value),
    complaints,
  );
}

function valueAnswers(
  values: readonly (JsonArray | JsonObject)[],
  complaints: Complaint[],
): readonly Answer[] {
  const complain = (offset: number, message: string) => void complaints.push({ offset, message });
  return values.flatMap((value): readonly Answer[] => {
    const results = readAnswer(value, { complain });
    return results.length > 0 || isEmptyList(value) ? [{ results, start: value.start, end: value.end }] : [];
  });
}

/** A rule that does nothing instead of the statement leaves an answer without any plan. */
function isEmptyList(value: JsonText): boolean {
  return value instanceof JsonArray && value.items.length === 0;
}

/** Decided by what only one format has; text is what is left. */
function formatOf(text: string): PlanFormat {
  const start = text.search(/[^\s\ufeff]/);
  const first = text.charAt(Math.max(0, start));
  if (first === '{' || first === '[') {
    return 'json';
  }
  if (/<explain[\s>]/.test(text)) {
    return 'xml';
  }
  if (/^[ \t]*(?:- )?Plan: *\r?$/m.test(text)) {
    return 'yaml';
  }
  if (/^[ \t]*[[{]/m.test(text) && /"Plan"\s*:/.test(text)) {
    return 'json';
  }
  return /^[ \t]*- "(?:Notify|Utility Statement)"/m.test(text) ? 'yaml' : 'text';
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
  }
  return line;
}
