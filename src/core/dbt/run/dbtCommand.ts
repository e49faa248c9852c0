import { isYamlFile } from '../refs/graphNames';

/** What dbt can be asked for here. `docs`, `source` and `clone` have words of their own and are left to the terminal. */
export const dbtTasks = ['build', 'run', 'test', 'compile', 'seed', 'snapshot', 'parse'] as const;
export type DbtTask = (typeof dbtTasks)[number];

/** Which neighbours of a node are taken along. */
export const dbtReaches = ['alone', 'parents', 'children', 'both'] as const;
export type DbtReach = (typeof dbtReaches)[number];

export interface DbtCommand {
  readonly task: DbtTask;
  /** Selectors as dbt reads them; empty for the whole project. */
  readonly select: readonly string[];
  /** Rebuild incremental models from nothing. */
  readonly fullRefresh?: boolean;
}

/** Where a command runs: always named, so that it never runs on another target than the one that is shown. */
export interface DbtPlace {
  readonly projectDir: string;
  readonly profilesDir: string;
  readonly profile: string;
  readonly target: string;
  /** Where dbt writes what it made; undefined for the folder that the project says. */
  readonly targetPath?: string;
}

/**
 * The words after `dbt`. Both engines (Python's 1.x and v2) know them.
 * Source: dbt-core, cli/params.py.
 */
export function dbtArguments(command: DbtCommand, place: DbtPlace): readonly string[] {
  const { projectDir, profilesDir, profile, target, targetPath } = place;
  return [
    command.task,
    ...['--project-dir', projectDir, '--profiles-dir', profilesDir],
    ...['--profile', profile, '--target', target],
    ...(targetPath === undefined ? [] : ['--target-path', targetPath]),
    ...(command.fullRefresh === true ? ['--full-refresh'] : []),
    ...(command.select.length === 0 ? [] : ['--select', ...command.select]),
  ];
}

/**
 * The selector of one node: by its file, because a model of the same name may be in a package. It is selected by its name where the
 * file would not mean it alone: spaces and commas separate selectors, a YAML file makes many tests, and dbt looks for files in the
 * project only, not in packages.
 * @param project the name of the project
 */
export function nodeSelector(
  node: { readonly name: string; readonly file: string; readonly package: string },
  project: string,
  reach: DbtReach,
): string {
  const before = reach === 'parents' || reach === 'both' ? '+' : '';
  const after = reach === 'children' || reach === 'both' ? '+' : '';
  const byName = node.package !== project || isYamlFile(node.file) || /[\s,*?[\]]/.test(node.file);
  return `${before}${byName ? node.name : `path:${node.file}`}${after}`;
}

/** The command line as somebody would type it, to show; never given to a shell. */
export function commandText(program: string, words: readonly string[]): string {
  return [program, ...words].map((word) => (/^[\w./:=@+,-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
