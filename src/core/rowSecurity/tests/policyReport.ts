import { assertNever } from '../../../base/assertNever';
import { type ReportFormat, xml } from '../../plan/baseline/baselineReport';
import type { PolicyTest } from './policyTest';
import type { TestOutcome } from './runPolicyTests';

export interface JudgedTest {
  readonly file: string;
  readonly test: PolicyTest;
  readonly outcome: TestOutcome;
}

/** What is printed of tests of row security. TAP is version 13, JUnit the XML that build servers read. */
export function policyReport(judged: readonly JudgedTest[], format: ReportFormat): string {
  switch (format) {
    case 'text':
      return textReport(judged);
    case 'tap':
      return tapReport(judged);
    case 'junit':
      return junitReport(judged);
    default:
      return assertNever(format);
  }
}

function textReport(judged: readonly JudgedTest[]): string {
  const wrong = judged.filter(({ outcome }) => outcome.kind !== 'passed');
  return [
    ...wrong.flatMap((each) => [nameOf(each), ...linesOf(each).map((line) => `  ${line}`), '']),
    `${judged.length - wrong.length} of ${judged.length} tests of row security passed.`,
    '',
  ].join('\n');
}

function tapReport(judged: readonly JudgedTest[]): string {
  return [
    'TAP version 13',
    `1..${judged.length}`,
    ...judged.flatMap((each, index) => [
      `${each.outcome.kind === 'passed' ? 'ok' : 'not ok'} ${index + 1} - ${nameOf(each).replaceAll('#', '\\#')}`,
      ...linesOf(each).map((line) => `# ${line}`),
    ]),
    '',
  ].join('\n');
}

function junitReport(judged: readonly JudgedTest[]): string {
  const count = (kind: TestOutcome['kind']) => judged.filter(({ outcome }) => outcome.kind === kind).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="row security" tests="${judged.length}" failures="${count('failed')}" errors="${count('errored')}">`,
    ...judged.map((each) => {
      const start = `  <testcase classname="${xml(each.file)}" name="${xml(each.test.name)}"`;
      if (each.outcome.kind === 'passed') {
        return `${start}/>`;
      }
      const tag = each.outcome.kind === 'failed' ? 'failure' : 'error';
      const [message = ''] = linesOf(each);
      return `${start}><${tag} message="${xml(message)}">${xml(linesOf(each).join('\n'))}</${tag}></testcase>`;
    }),
    '</testsuite>',
    '',
  ].join('\n');
}

function nameOf({ file, test }: JudgedTest): string {
  return `${file}:${test.line + 1} ${test.name} (as ${test.lens.role})`.replace(/[\r\n]+/g, ' ');
}

function linesOf({ outcome }: JudgedTest): readonly string[] {
  switch (outcome.kind) {
    case 'passed':
      return [];
    case 'failed':
      return [`expected ${outcome.expected}`, `but got  ${outcome.actual}`].flatMap((each) =>
        each.split('\n'),
      );
    case 'errored':
      return outcome.message.split('\n');
  }
}
