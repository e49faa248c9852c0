import { ageWords } from '../../explorer/ages';
import { displayName } from '../../explorer/displayName';
import type { DbtFinding } from '../finding';
import { type DbtTarget, targetText } from '../profiles/target';
import { countWords } from '../report/checkReport';
import { type DbtItem, leaf } from './dbtItem';
import type { DbtProjectState, LiveCheck } from './dbtState';
import { type CheckTitles, findingItem, moodOf, sortedFindings } from './findingItem';

/** Each target with its two kinds of checks. */
export function targetItems(
  state: DbtProjectState,
  { checks, now }: { readonly checks: CheckTitles; readonly now: number },
): readonly DbtItem[] {
  return state.project.targets.map((target) => targetItem(state, target, checks, now));
}

/** Where a target leads, such as `db.example:5432/warehouse · marts`; undefined for what is not PostgreSQL. */
export function targetPlace(target: DbtTarget): string | undefined {
  if (!isPostgres(target)) {
    return undefined;
  }
  const text = (field: string) => targetText(target, field) ?? '?';
  const port = targetText(target, 'port');
  const host = `${text('host')}${port === undefined || port === '5432' ? '' : `:${port}`}`;
  return displayName(`${host}/${text('database')} · ${text('schema')}`);
}

/** dbt builds into PostgreSQL with this target. */
export function isPostgres(target: DbtTarget): boolean {
  return targetText(target, 'type') === 'postgres';
}

/** Why little is said of a target, or undefined for PostgreSQL. */
export function otherAdapterWords(target: DbtTarget): string | undefined {
  const type = targetText(target, 'type');
  if (type === 'postgres') {
    return undefined;
  }
  return type === undefined
    ? 'This target names no adapter (type:), so dbt cannot use it.'
    : `With this target dbt builds into ${displayName(type)}, not into PostgreSQL. Only what holds for every adapter is checked, nothing is connected, and models built here are not on the PostgreSQL server until a postgres target builds them too.`;
}

function targetItem(state: DbtProjectState, target: DbtTarget, checks: CheckTitles, now: number): DbtItem {
  const { root } = state.project;
  const id = `${root}/target/${target.name}`;
  const postgres = isPostgres(target);
  const live = state.live.get(target.name);
  const own = ofTarget(state.findings, target);
  const findings = [...own, ...(live?.kind === 'done' ? live.findings : [])];
  const isShown = state.shown?.name === target.name;
  const place = targetPlace(target) ?? targetText(target, 'type') ?? 'no type';
  const other = otherAdapterWords(target);
  const subject = { kind: 'target', root, target: target.name, postgres } as const;
  return {
    id,
    label: displayName(target.name),
    description: [
      ...(isShown ? ['shown'] : []),
      ...(target.isDefault ? ['default'] : []),
      ...(findings.length === 0 ? [] : [countWords(findings.map(({ severity }) => severity))]),
      displayName(place),
    ].join(' · '),
    icon: isShown ? 'target' : postgres ? 'database' : 'circle-slash',
    mood: findings.length === 0 && live?.kind !== 'done' ? 'plain' : moodOf(findings),
    tooltip: [
      `Target ${displayName(target.name)} of the profile ${displayName(target.profile)}: ${displayName(place)}`,
      ...(isShown ? ['Everything runs on this target until another one is chosen.'] : []),
      ...(target.isDefault ? ['dbt takes this one when it is told no other.'] : []),
      ...(other === undefined ? [] : [other]),
      liveWords(live, now),
    ],
    subject,
    place: target.place,
    open: findings.length > 0 && isShown ? 'open' : 'closed',
    children: () => [
      configurationItem({ id, own, checks, subject, checkedAt: state.checkedAt, now }),
      ...(postgres ? [liveItem({ id, live, checks, subject, now })] : []),
      ...(other === undefined
        ? []
        : [
            leaf({
              id: `${id}/other`,
              label: 'Not PostgreSQL',
              description: other,
              icon: 'info',
              tooltip: [other],
              subject,
            }),
          ]),
    ],
  };
}

interface CheckLine {
  readonly id: string;
  readonly checks: CheckTitles;
  readonly subject: DbtItem['subject'];
  readonly now: number;
}

function configurationItem({
  id,
  own,
  checks,
  subject,
  checkedAt,
  now,
}: CheckLine & { readonly own: readonly DbtFinding[]; readonly checkedAt: number }): DbtItem {
  const within = `${id}/configuration`;
  return {
    id: lineId(within, own),
    label: 'Configuration',
    description: `${foundWords(own)}, ${agoWords(checkedAt, now)}`,
    icon: own.length === 0 ? 'pass' : iconOf(own),
    mood: moodOf(own),
    tooltip: ['What profiles.yml and dbt_project.yml say of this target, without a connection.'],
    subject,
    open: own.length === 0 ? 'leaf' : 'open',
    children: () =>
      sortedFindings(own).map((finding) => findingItem(finding, { root: subject.root, within, checks })),
  };
}

function liveItem({
  id,
  live,
  checks,
  subject,
  now,
}: CheckLine & { readonly live: LiveCheck | undefined }): DbtItem {
  const within = `${id}/live`;
  const findings = live?.kind === 'done' ? live.findings : [];
  const failure =
    live?.kind === 'done' && live.connection.kind === 'error' ? live.connection.message : undefined;
  return {
    id: lineId(within, findings),
    label: 'Live check',
    description: liveWords(live, now),
    icon: liveIcon(live),
    mood: live?.kind !== 'done' ? 'plain' : failure === undefined ? moodOf(findings) : 'error',
    tooltip: [
      'What the server says: reach, login, privileges, and whether the project and the database agree.',
      ...(failure === undefined ? [] : [displayName(failure)]),
      ...(live?.kind === 'done' && live.older
        ? ['profiles.yml gives this target other values since. Check the target again.']
        : []),
    ],
    subject,
    open: findings.length === 0 ? 'leaf' : 'open',
    children: () =>
      sortedFindings(findings).map((finding) => findingItem(finding, { root: subject.root, within, checks })),
  };
}

/** VS Code keeps a line folded that was no parent before; another line is unfolded. */
function lineId(within: string, findings: readonly DbtFinding[]): string {
  return findings.length === 0 ? within : `${within}/found`;
}

function liveIcon(live: LiveCheck | undefined): string {
  switch (live?.kind) {
    case undefined:
      return 'debug-start';
    case 'running':
      return 'loading~spin';
    case 'done':
      return live.connection.kind === 'error' ? 'error' : iconOf(live.findings);
  }
}

/** What came of a live check, and when. */
export function liveWords(live: LiveCheck | undefined, now: number): string {
  switch (live?.kind) {
    case undefined:
      return 'Not run yet';
    case 'running':
      return 'Running…';
    case 'done':
      return live.connection.kind === 'error'
        ? `Failed ${agoWords(live.at, now)}${olderWords(live)}: ${displayName(live.connection.message)}`
        : `${foundWords(live.findings)}, ${agoWords(live.at, now)}${olderWords(live)}`;
  }
}

function olderWords({ older }: LiveCheck & { readonly kind: 'done' }): string {
  return older ? ', of an older profile' : '';
}

function ofTarget(findings: readonly DbtFinding[], { name }: DbtTarget): readonly DbtFinding[] {
  return findings.filter(({ target }) => target === name);
}

function foundWords(findings: readonly DbtFinding[]): string {
  return findings.length === 0 ? 'Nothing found' : countWords(findings.map(({ severity }) => severity));
}

function agoWords(at: number, now: number): string {
  return now - at < 10_000 ? 'just now' : `${ageWords((now - at) / 1000)} ago`;
}

function iconOf(findings: readonly DbtFinding[]): string {
  const mood = moodOf(findings);
  return mood === 'good' ? 'pass' : mood;
}
