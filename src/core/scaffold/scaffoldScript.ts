import { displayName } from '../explorer/displayName';
import type { ScaffoldDocument, ScaffoldPlan, ScaffoldStep } from './scaffold';

/** The forms of a migration file. */
export const migrationStyles = ['sql', 'dbmate'] as const;
export type MigrationStyle = (typeof migrationStyles)[number];

export interface MigrationFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The statements that are to run, one after the other, each under its title, and behind them what belongs into other
 * files. What is there already is left out.
 */
export function planScript(plan: ScaffoldPlan): string {
  return `${upTexts(plan).join('\n\n')}\n`;
}

/**
 * The plan as migration files. Plain SQL: one file with what it does and one that takes it back. dbmate: one file with both, in
 * which a step that must run by itself turns the transaction off for all of them.
 * @param stamp such as `20261121171500`
 */
export function migrationFiles(
  plan: ScaffoldPlan,
  { stamp, title, style }: { readonly stamp: string; readonly title: string; readonly style: MigrationStyle },
): readonly MigrationFile[] {
  const name = `${stamp}_${slug(title)}`;
  const steps = open(plan);
  const up = upTexts(plan).join('\n\n');
  const down = [...steps].reverse().map(downText).join('\n\n');
  if (style === 'sql') {
    return [
      { name: `${name}.up.sql`, text: wrapped(up, steps, (step) => [step.sql]) },
      { name: `${name}.down.sql`, text: wrapped(down, steps, ({ down: sql = [] }) => sql) },
    ];
  }
  const option = steps.some(({ alone }) => alone === true) ? ' transaction:false' : '';
  return [
    { name: `${name}.sql`, text: `-- migrate:up${option}\n${up}\n\n-- migrate:down${option}\n${down}\n` },
  ];
}

/** Such as `create_partitions`: for a file name, so letters, digits and underlines only. */
function slug(title: string): string {
  const plain = title.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return plain.replace(/^_+|_+$/g, '').slice(0, 60) || 'scaffold';
}

function open(plan: ScaffoldPlan): readonly ScaffoldStep[] {
  return plan.steps.filter(({ present }) => present !== true);
}

/** psql, which runs such a file, begins no transaction by itself. */
function wrapped(
  text: string,
  steps: readonly ScaffoldStep[],
  sql: (step: ScaffoldStep) => readonly string[],
): string {
  const together = steps.every(
    (step) => step.alone !== true && sql(step).every((each) => !/\bCONCURRENTLY\b/.test(each)),
  );
  return together ? `BEGIN;\n\n${text}\n\nCOMMIT;\n` : `${text}\n`;
}

function upTexts(plan: ScaffoldPlan): readonly string[] {
  return [...open(plan).map(upText), ...(plan.documents ?? []).map(documentText)];
}

/** As remarks: it is no SQL, or none that this file may run. */
function documentText({ title, text }: ScaffoldDocument): string {
  return [title, ...text.trimEnd().split(/\r\n|[\r\n\u2028\u2029]/)].map(remark).join('\n');
}

function upText(step: ScaffoldStep): string {
  const { title, sql, passwordOf, irreversible } = step;
  return [
    remark(title),
    ...(irreversible === undefined ? [] : [remark(irreversible)]),
    `${sql};`,
    ...(passwordOf === undefined
      ? []
      : [remark(`The login has no password yet. Set it with \\password ${passwordOf}`)]),
  ].join('\n');
}

function downText({ title, down }: ScaffoldStep): string {
  return down === undefined
    ? remark(`It cannot be undone: ${title}`)
    : [remark(`Undo: ${title}`), ...down.map((sql) => `${sql};`)].join('\n');
}

/** A remark ends with its line, so a name must not bring a line break into it. */
function remark(text: string): string {
  return `-- ${displayName(text)}`;
}
