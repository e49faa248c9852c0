import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';
import type { CancelSignal } from '../../../base/cancelSignal';
import {
  type ProjectFile,
  type ProjectFileKind,
  type ProjectProblem,
} from '../../../core/dbt/project/dbtProject';
import type { ProjectFolder } from '../../../core/dbt/project/projectFolders';

/**
 * The files of a project below its folders, in the order of their paths, without those that .dbtignore names. A folder that
 * is missing has none; one that cannot be read is a problem.
 */
export async function listProjectFiles(
  root: string,
  folders: readonly ProjectFolder[],
  signal: CancelSignal,
): Promise<{ readonly files: readonly ProjectFile[]; readonly problems: readonly ProjectProblem[] }> {
  const problems: ProjectProblem[] = [];
  const isIgnored = await readIgnored(root);
  const lists = await Promise.all(
    folders.map(({ kind, folder }) => {
      const start = path.resolve(root, folder);
      const relative = path.relative(root, start).split(path.sep).join('/');
      return walk(
        { kind, signal, problems, isIgnored },
        { folder: start, prefix: relative && `${relative}/`, depth: 0 },
      );
    }),
  );
  const byPath = new Map<string, ProjectFile>();
  for (const file of lists.flat()) {
    if (!byPath.has(file.file)) {
      byPath.set(file.file, file);
    }
  }
  return { files: [...byPath.values()].sort((one, other) => (one.file < other.file ? -1 : 1)), problems };
}

interface Walk {
  readonly kind: ProjectFileKind;
  readonly signal: CancelSignal;
  readonly problems: ProjectProblem[];
  /** Of a path from the project's folder. */
  readonly isIgnored: (relative: string) => boolean;
}

interface Place {
  readonly folder: string;
  /** The same from the project's folder, with `/`, and with one at its end. */
  readonly prefix: string;
  readonly depth: number;
}

async function walk(by: Walk, { folder, prefix, depth }: Place): Promise<ProjectFile[]> {
  by.signal.throwIfAborted();
  if (depth > 20) {
    return [];
  }
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (!isMissing(error)) {
      by.problems.push({
        file: folder,
        message: `The folder ${path.basename(folder)} cannot be read, so its files are not checked.`,
      });
    }
    return [];
  }
  const below = entries
    .filter(
      (entry) => entry.isDirectory() && !/^(?:\.|dbt_packages$|node_modules$|__pycache__$)/.test(entry.name),
    )
    .map(({ name }) =>
      walk(by, { folder: path.join(folder, name), prefix: `${prefix}${name}/`, depth: depth + 1 }),
    );
  const own = entries.flatMap((entry) => {
    const { name } = entry;
    const kind = entry.isDirectory() ? undefined : kindOf(name, by.kind);
    const relative = `${prefix}${name}`;
    return kind && !by.isIgnored(relative) ? [{ kind, file: path.join(folder, name), relative }] : [];
  });
  return [...own, ...(await Promise.all(below)).flat()];
}

/** Patterns as those of .gitignore, except that letters count as written. Source: dbt-core, generate_dbt_ignore_spec */
async function readIgnored(root: string): Promise<(relative: string) => boolean> {
  const text = await readFile(path.join(root, '.dbtignore'), 'utf8').catch(() => '');
  const patterns = ignore({ ignoreCase: false, allowRelativePaths: true }).add(text);
  return (relative) => patterns.ignores(relative);
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function kindOf(name: string, kind: ProjectFileKind): ProjectFileKind | undefined {
  // Source: dbt-core, filesystem_search
  if (/^[.#~]/.test(name)) {
    return undefined;
  }
  if (/\.ya?ml$/.test(name)) {
    return 'properties';
  }
  const wanted = kind === 'seed' ? /\.csv$/ : kind === 'model' ? /\.(?:sql|py)$/ : /\.sql$/;
  return wanted.test(name) ? kind : undefined;
}
