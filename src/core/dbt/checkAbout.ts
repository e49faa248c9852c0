import type { DbtCheck } from './check';

/** What is said of a check wherever its findings appear: in the list, in its explanation, in reports and in docs/DBT.md. */
export type DbtCheckAbout = Pick<DbtCheck<never>, 'id' | 'title' | 'severity' | 'explanation' | 'failsIn'>;

/** The explanation of a check as Markdown. Its text is ours; nothing of a file or a database stands in it. */
export function explainCheck({ id, title, severity, explanation, failsIn }: DbtCheckAbout): string {
  return [
    `# ${title}`,
    '',
    `\`${id}\`, at worst ${severity === 'error' ? 'an error' : `a ${severity}`}. ${failsIn === undefined ? 'No command of dbt fails of it.' : `Without a fix, \`${failsIn}\` fails.`}`,
    '',
    explanation,
    '',
  ].join('\n');
}
