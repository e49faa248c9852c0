import {
  inTransaction,
  type MigrationFile,
  type MigrationOptions,
  type MigrationPart,
  partFiles,
  remark,
  slug,
} from './migrationFiles';
import { withoutConcurrently } from './proof/withoutConcurrently';
import type { ScaffoldDocument, ScaffoldPlan, ScaffoldStep } from './scaffold';

/**
 * The statements that are to run, one after the other, each under its title, and behind them what belongs into other
 * files. What is there already is left out.
 */
export function planScript(plan: ScaffoldPlan): string {
  return `${joined([...open(plan).map(upText), ...(plan.documents ?? []).map(documentText)])}\n`;
}

/**
 * The plan as migration files. Plain SQL: one file with what it does and one that takes it back. dbmate: one file with both, and
 * files of their own for the steps that must run by themselves.
 * @throws UserError as `partFiles`
 */
export function migrationFiles(plan: ScaffoldPlan, options: MigrationOptions): readonly MigrationFile[] {
  const documents = (plan.documents ?? []).map(documentText);
  const groups = groupsOf(open(plan));
  if (options.style === 'dbmate') {
    const parts = groups.map(partOf);
    const last = parts.at(-1);
    return partFiles(
      last === undefined ? [] : [...parts.slice(0, -1), { ...last, up: joined([last.up, ...documents]) }],
      options,
    );
  }
  const name = `${options.stamp}_${slug(options.title)}`;
  const parts = groups.map(partOf);
  const together = groups.every((group) => !group.some(standsAlone));
  const up = joined([...parts.map((part) => part.up), ...documents]);
  const down = joined(parts.map((part) => part.down).reverse());
  return [
    { name: `${name}.up.sql`, text: inTransaction(up, together) },
    { name: `${name}.down.sql`, text: inTransaction(down, together) },
  ];
}

/** Neighbours that run in one transaction. */
function groupsOf(steps: readonly ScaffoldStep[]): readonly (readonly ScaffoldStep[])[] {
  const groups: ScaffoldStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last !== undefined && !standsAlone(step) && !last.some(standsAlone)) {
      last.push(step);
    } else {
      groups.push([step]);
    }
  }
  return groups;
}

/** Also where only what takes it back refuses a transaction. */
function standsAlone({ alone, down = [] }: ScaffoldStep): boolean {
  return alone === true || down.some((sql) => withoutConcurrently(sql) !== sql);
}

function partOf(steps: readonly ScaffoldStep[]): MigrationPart {
  return {
    up: joined(steps.map(upText)),
    down: joined([...steps].reverse().map(downText)),
    alone: steps.some(standsAlone),
  };
}

function joined(texts: readonly string[]): string {
  return texts.join('\n\n');
}

function open(plan: ScaffoldPlan): readonly ScaffoldStep[] {
  return plan.steps.filter(({ present }) => present !== true);
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
