import { constants, promises as fs } from 'node:fs';
import path from 'node:path';
import { liesIn } from '../../liesIn';

/** A program that may be dbt, and why it was looked at. */
export interface DbtCandidate {
  readonly file: string;
  readonly foundBy: 'setting' | 'virtual environment' | 'PATH';
}

export interface DbtSearch {
  /** The setting's path; empty when there is none. */
  readonly setting: string;
  /** The project's folder; its virtual environments and those of the folders above are looked at. */
  readonly project: string;
  /** The folder above which nothing is looked at: that of the workspace. */
  readonly top: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

const environmentFolders = ['.venv', 'venv', 'env', '.env'];

/** The dbt that is used: the setting's, else that of a virtual environment, else the first one of PATH. */
export async function findDbt(search: DbtSearch): Promise<DbtCandidate | undefined> {
  if (search.setting !== '') {
    return { file: path.resolve(search.project, search.setting), foundBy: 'setting' };
  }
  for (const candidate of candidates(search)) {
    if (await isProgram(candidate.file)) {
      return candidate;
    }
  }
  return undefined;
}

function candidates({ project, top, env, platform }: DbtSearch): readonly DbtCandidate[] {
  const windows = platform === 'win32';
  const program = windows ? 'dbt.exe' : 'dbt';
  const inEnvironment = (folder: string) => path.join(folder, windows ? 'Scripts' : 'bin', program);
  const active = env['VIRTUAL_ENV'] ?? '';
  const folders = foldersUpTo(project, top).flatMap((folder) =>
    environmentFolders.map((name) => path.join(folder, name)),
  );
  const onPath = (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter).filter(path.isAbsolute);
  return [
    ...[...folders, ...(path.isAbsolute(active) ? [active] : [])].map((folder) => ({
      file: inEnvironment(folder),
      foundBy: 'virtual environment' as const,
    })),
    ...onPath.map((folder) => ({ file: path.join(folder, program), foundBy: 'PATH' as const })),
  ];
}

function foldersUpTo(folder: string, top: string): readonly string[] {
  const parent = path.dirname(folder);
  return folder === top || parent === folder || !liesIn(folder, top)
    ? [folder]
    : [folder, ...foldersUpTo(parent, top)];
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await fs.access(file, constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}
