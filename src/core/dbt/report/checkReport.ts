import { assertNever } from '../../../base/assertNever';
import { type DbtSeverity, dbtSeverities } from '../finding';
import type { PlacedFinding } from './placedFinding';
import type { DbtCheckReport } from './checkedProject';
import { sarifReport } from './sarifReport';

export const checkReportFormats = ['text', 'json', 'sarif'] as const;
export type CheckReportFormat = (typeof checkReportFormats)[number];

/** What is printed. Every format ends with a line break. */
export function checkReport(report: DbtCheckReport, format: CheckReportFormat): string {
  switch (format) {
    case 'text':
      return textReport(report);
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report);
    default:
      return assertNever(format);
  }
}

/** `2 errors, 1 warning`; `nothing` for none. */
export function countWords(severities: readonly DbtSeverity[]): string {
  const counts = dbtSeverities.flatMap((severity) => {
    const count = severities.filter((each) => each === severity).length;
    return count === 0 ? [] : [`${String(count)} ${severity}${count === 1 ? '' : 's'}`];
  });
  return counts.length === 0 ? 'nothing' : counts.join(', ');
}

function textReport({ projects }: DbtCheckReport): string {
  return projects
    .flatMap((project) => {
      const severities = project.findings.map(({ finding }) => finding.severity);
      return [
        ...project.findings.flatMap(findingLines),
        ...project.targets
          .filter(({ live }) => live !== 'not run')
          .map(({ name, live }) => `${project.name}: live check of target ${name} ${live}.`),
        `${project.name}: ${countWords(severities)} found in ${String(project.targets.length)} ${project.targets.length === 1 ? 'target' : 'targets'}.`,
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
}

/** As compilers print it, so that editors and build servers find the place. */
function findingLines({ finding, file, start }: PlacedFinding): readonly string[] {
  const target = finding.target === undefined ? '' : `target ${finding.target}: `;
  const { severity, message, advice, check } = finding;
  return [
    `${file}:${String(start.line + 1)}:${String(start.column + 1)}: ${severity}: ${target}${oneLine(message)} [${check}]`,
    ...(advice === undefined ? [] : [`  ${oneLine(advice)}`]),
  ];
}

function jsonReport({ version, projects }: DbtCheckReport): string {
  const document = {
    tool: { name: 'lakehouse dbt check', version },
    projects: projects.map(({ name, root, profilesFile, targets, findings }) => ({
      ...{ name, root, profilesFile, targets },
      findings: findings.map(({ finding, file, start, end }) => ({
        check: finding.check,
        severity: finding.severity,
        message: finding.message,
        advice: finding.advice,
        target: finding.target,
        node: finding.node,
        file,
        line: start.line + 1,
        column: start.column + 1,
        endLine: end.line + 1,
        endColumn: end.column + 1,
        fixes: finding.fixes.map(({ kind, title }) => ({ kind, title })),
      })),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Names come from files and databases: none may pretend to be a line of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').replaceAll(/\p{Cc}/gu, '\ufffd');
}
