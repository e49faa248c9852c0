import { displayName } from '../../explorer/displayName';
import type { DbtCheckAbout } from '../checkAbout';
import { type DbtFinding, type DbtSeverity, dbtSeverities } from '../finding';
import { type DbtItem, type DbtMood, leaf } from './dbtItem';

/** The checks by their ids. */
export type CheckTitles = ReadonlyMap<string, Pick<DbtCheckAbout, 'title' | 'explanation'>>;

/** The line of a finding: the title of its check, with the message beside it. */
export function findingItem(
  finding: DbtFinding,
  { root, within, checks }: { readonly root: string; readonly within: string; readonly checks: CheckTitles },
): DbtItem {
  const about = checks.get(finding.check);
  const message = displayName(finding.message);
  return leaf({
    id: `${within}/${finding.check}/${finding.target ?? ''}/${String(finding.place?.range.start ?? '')}/${finding.message}`,
    label: message,
    description: about?.title ?? finding.check,
    icon: icons[finding.severity],
    mood: moodOf([finding]),
    tooltip: [
      `${words[finding.severity]}: ${message}`,
      ...(finding.advice === undefined ? [] : [displayName(finding.advice)]),
      ...(about ? [about.explanation] : []),
    ],
    subject: { kind: 'finding', root, finding },
    place: finding.place,
  });
}

/** The gravest first; among equals the order of the checks stays. */
export function sortedFindings(findings: readonly DbtFinding[]): readonly DbtFinding[] {
  return dbtSeverities.flatMap((severity) => findings.filter((each) => each.severity === severity));
}

/** `good` when there is nothing but hints. */
export function moodOf(findings: readonly DbtFinding[]): DbtMood {
  return findings.some(({ severity }) => severity === 'error')
    ? 'error'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warning'
      : 'good';
}

const icons: Readonly<Record<DbtSeverity, string>> = {
  error: 'error',
  warning: 'warning',
  hint: 'lightbulb',
};

const words: Readonly<Record<DbtSeverity, string>> = { error: 'Error', warning: 'Warning', hint: 'Hint' };
