import { assertNever } from '../../../base/assertNever';
import { type BaselineOutcome, differenceLines, outcomeSentences } from './checkBaseline';

/** The check of one statement, as it is reported. */
export interface CheckedStatement {
  /** The baseline file. */
  readonly file: string;
  readonly number: number;
  readonly sql: string;
  readonly outcome: BaselineOutcome;
}

export const reportFormats = ['text', 'tap', 'junit'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What is printed of a check. TAP is version 13, JUnit the XML that build servers read. */
export function baselineReport(checked: readonly CheckedStatement[], format: ReportFormat): string {
  switch (format) {
    case 'text':
      return textReport(checked);
    case 'tap':
      return tapReport(checked);
    case 'junit':
      return junitReport(checked);
    default:
      return assertNever(format);
  }
}

function textReport(checked: readonly CheckedStatement[]): string {
  const failed = checked.filter(({ outcome }) => outcome.kind !== 'same');
  return [
    ...failed.flatMap((each) => [nameOf(each), ...wrong(each).map((line) => `  ${line}`), '']),
    `${checked.length - failed.length} of ${checked.length} plans are as their baselines say.`,
    '',
  ].join('\n');
}

function tapReport(checked: readonly CheckedStatement[]): string {
  return [
    'TAP version 13',
    `1..${checked.length}`,
    ...checked.flatMap((each, index) => [
      `${each.outcome.kind === 'same' ? 'ok' : 'not ok'} ${index + 1} - ${nameOf(each).replaceAll('#', '\\#')}`,
      ...wrong(each).map((line) => `# ${line}`),
    ]),
    '',
  ].join('\n');
}

function junitReport(checked: readonly CheckedStatement[]): string {
  const failures = checked.filter(({ outcome }) => outcome.kind === 'changed').length;
  const errors = checked.filter(({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'gone').length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="plan baselines" tests="${checked.length}" failures="${failures}" errors="${errors}">`,
    ...checked.map((each) => {
      const start = `  <testcase classname="${xml(each.file)}" name="${xml(`statement ${each.number}: ${each.sql}`)}"`;
      if (each.outcome.kind === 'same') {
        return `${start}/>`;
      }
      const [message = ''] = outcomeSentences(each.outcome);
      const tag = each.outcome.kind === 'changed' ? 'failure' : 'error';
      return `${start}><${tag} message="${xml(message)}">${xml(wrong(each).join('\n'))}</${tag}></testcase>`;
    }),
    '</testsuite>',
    '',
  ].join('\n');
}

function nameOf({ file, number, sql }: CheckedStatement): string {
  return `${file}, statement ${number}: ${sql}`;
}

function wrong({ outcome }: CheckedStatement): readonly string[] {
  const lines = outcome.kind === 'changed' ? differenceLines(outcome.expected, outcome.actual) : [];
  return [...outcomeSentences(outcome), ...lines].map((line) => line.replace(/[\r\n]+/g, ' '));
}

/** Text as it may stand in XML; what XML cannot hold is replaced. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
