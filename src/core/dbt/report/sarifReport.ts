import type { DbtSeverity } from '../finding';
import type { DbtCheckReport } from './checkedProject';
import type { PlacedFinding } from './placedFinding';

/** SARIF 2.1.0, which GitHub, GitLab and Azure DevOps read. Lines and columns count from one, columns in UTF-16 units. */
export function sarifReport({ version, checks, projects }: DbtCheckReport): string {
  const findings = projects.flatMap((project) => project.findings);
  const used = checks.filter(({ id }) => findings.some(({ finding }) => finding.check === id));
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'lakehouse dbt check',
            version,
            rules: used.map(({ id, title, severity, explanation }) => ({
              id,
              shortDescription: { text: title },
              fullDescription: { text: explanation },
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((each) => ({
          ruleId: each.finding.check,
          ...ruleIndex(used.findIndex(({ id }) => id === each.finding.check)),
          level: levels[each.finding.severity],
          message: { text: messageText(each) },
          locations: [location(each)],
        })),
      },
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const levels: Readonly<Record<DbtSeverity, string>> = { error: 'error', warning: 'warning', hint: 'note' };

function ruleIndex(index: number): { readonly ruleIndex?: number } {
  return index < 0 ? {} : { ruleIndex: index };
}

function messageText({ finding: { message, advice, target } }: PlacedFinding): string {
  const sentence = advice === undefined ? message : `${message} ${advice}`;
  return target === undefined ? sentence : `Target ${target}: ${sentence}`;
}

function location({ file, start, end }: PlacedFinding) {
  return {
    physicalLocation: {
      artifactLocation: { uri: artifactUri(file) },
      region: {
        startLine: start.line + 1,
        startColumn: start.column + 1,
        endLine: end.line + 1,
        endColumn: end.column + 1,
      },
    },
  };
}

/** A path as a URI reference: relative ones stay relative, which is what build servers resolve in their checkout. */
function artifactUri(file: string): string {
  const path = file.replaceAll('\\', '/');
  const escaped = path
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/^([A-Za-z])%3A/, '$1:');
  if (path.startsWith('/')) {
    return `file://${escaped}`;
  }
  return /^[A-Za-z]:/.test(path) ? `file:///${escaped}` : escaped;
}
