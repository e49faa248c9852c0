import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ProfilesSource } from '../../../core/dbt/profiles/target';
import { expandHome } from '../../expandHome';

/** The variables that programs are started with, as `process.env` has them. */
export type DbtEnvironment = Readonly<Record<string, string | undefined>>;

export interface ProfilesSearch {
  /** The folder that a setting, or `--profiles-dir`, names. */
  readonly setting: string | undefined;
  /** Where dbt is started: usually the folder of the project. */
  readonly workingDirectory: string;
  readonly environment: DbtEnvironment;
}

export interface ProfilesCandidate {
  readonly file: string;
  readonly source: ProfilesSource;
}

/**
 * The files that dbt looks for, in its order. A folder that is named excludes all others: dbt takes no other file when that
 * one has none. Source: dbt-core 1.11, cli/params.py and cli/resolvers.py.
 */
export function profilesCandidates({
  setting,
  workingDirectory,
  environment,
}: ProfilesSearch): readonly ProfilesCandidate[] {
  const named: readonly (readonly [ProfilesSource, string | undefined])[] = [
    ['setting', setting],
    ['DBT_ENGINE_PROFILES_DIR', environment.DBT_ENGINE_PROFILES_DIR],
    ['DBT_PROFILES_DIR', environment.DBT_PROFILES_DIR],
  ];
  for (const [source, folder] of named) {
    if (folder !== undefined && folder !== '') {
      // Only a setting is written by hand: the shell has expanded the others.
      const expanded = source === 'setting' ? expandHome(folder) : folder;
      return [{ source, file: path.resolve(workingDirectory, expanded, 'profiles.yml') }];
    }
  }
  const home = environment.HOME ?? environment.USERPROFILE ?? os.homedir();
  return [
    { source: 'working directory', file: path.join(workingDirectory, 'profiles.yml') },
    { source: 'home', file: path.join(home, '.dbt', 'profiles.yml') },
  ];
}

/** The variables that Jinja can read: those of the program, over what was asked for, under a chosen `.env` file. */
export function dbtEnvironment(layers: {
  readonly program: DbtEnvironment;
  /** Of a file that somebody chose, so that it counts before everything else. */
  readonly envFile?: ReadonlyMap<string, string>;
  /** What somebody typed once, for variables that nothing else sets. */
  readonly asked?: ReadonlyMap<string, string>;
}): DbtEnvironment {
  return {
    ...Object.fromEntries(layers.asked ?? []),
    ...definedVariables(layers.program),
    ...Object.fromEntries(layers.envFile ?? []),
  };
}

export function definedVariables(environment: DbtEnvironment): Readonly<Record<string, string>> {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly message: string };

/**
 * The text of a file. A file that cannot be read is no error: a sentence says why.
 * @param openText the text of a file that is open and not saved yet
 */
export async function readText(
  file: string,
  openText?: (file: string) => string | undefined,
): Promise<FileText> {
  const open = openText?.(file);
  if (open !== undefined) {
    return { kind: 'text', text: open };
  }
  try {
    return { kind: 'text', text: await readFile(file, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const name = path.basename(file);
    switch (code) {
      case 'ENOENT':
      case 'ENOTDIR':
        return { kind: 'missing' };
      case 'EACCES':
      case 'EPERM':
        return {
          kind: 'unreadable',
          message: `You have no permission to read ${name}, so dbt cannot read it either. Change the rights of the file (chmod u+r).`,
        };
      case 'EISDIR':
        return { kind: 'unreadable', message: `${name} is a folder; dbt wants a file.` };
      default:
        return {
          kind: 'unreadable',
          message: `${name} cannot be read (${code === '' ? 'unknown error' : code}).`,
        };
    }
  }
}
