import { displayName } from '../../explorer/displayName';
import type { DbtCheckAbout } from '../checkAbout';
import { type DbtFinding, type DbtSeverity, dbtSeverities } from '../finding';
import { type DbtItem, type DbtMood, leaf } from './dbtItem';
import { findingText } from './findingText';

/** The checks by their ids. */
export type CheckTitles = ReadonlyMap<string, Pick<DbtCheckAbout, 'title' | 'explanation'>>;

/**
 * The line of a finding: what was found, with the title of its check beside it. Of a model that is one of many, its name
 * and the title come first: what is found of several begins with the same words.
 */
export function findingItem(
  finding: DbtFinding,
  { root, within, checks }: { readonly root: string; readonly within: string; readonly checks: CheckTitles },
): DbtItem {
  const about = checks.get(finding.check);
  const message = findingText(finding.message);
  const title = about?.title ?? finding.check;
  const name = finding.node === undefined ? undefined : displayName(nodeName(finding.node));
  const isListed = finding.node !== undefined && !within.endsWith(`/${finding.node}`);
  return leaf({
    id: `${within}/${finding.check}/${finding.target ?? ''}/${String(finding.place?.range.start ?? '')}/${finding.message}`,
    label: name === undefined ? message : isListed ? `${name}: ${title}` : title,
    description: name === undefined ? title : message,
    icon: icons[finding.severity],
    mood: moodOf([finding]),
    tooltip: [
      `${words[finding.severity]}: ${message}`,
      ...(finding.advice === undefined ? [] : [findingText(finding.advice)]),
      ...(about ? [about.explanation] : []),
    ],
    subject: { kind: 'finding', root, finding },
    place: finding.place,
  });
}

/** `orders` of `model.shop.orders`. */
function nodeName(id: string): string {
  return id.split('.').slice(2).join('.');
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
