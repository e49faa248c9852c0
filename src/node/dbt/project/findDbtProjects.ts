import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';

/** Deeper than any monorepo, and a guard against a tree that never ends. */
const depthLimit = 12;

/** How many folders are read at the same time. */
const atOnce = 16;

const otherTools: ReadonlySet<string> = new Set([
  ...['dbt_packages', 'dbt_modules', 'node_modules', 'target', 'logs', 'site-packages', '__pycache__'],
  ...['venv', 'env', 'dist', 'out', 'build'],
]);

/**
 * The folders with a dbt_project.yml below a folder, and the folder itself. Installed packages, what dbt has built, virtual
 * environments and hidden folders are left out, and so are links, which can lead in circles. What lies below a project is
 * looked through as well: it may be a project of its own, as in a monorepo. A folder that cannot be read is passed over.
 */
export async function findDbtProjects(folder: string, signal: CancelSignal): Promise<readonly string[]> {
  const found: string[] = [];
  let level: readonly string[] = [folder];
  for (let depth = 0; depth <= depthLimit && level.length > 0; depth++) {
    const next: string[] = [];
    for (let at = 0; at < level.length; at += atOnce) {
      signal.throwIfAborted();
      const batch = level.slice(at, at + atOnce);
      for (const { isProject, folders, itself } of await Promise.all(batch.map(look))) {
        next.push(...folders);
        if (isProject) {
          found.push(itself);
        }
      }
    }
    level = next;
  }
  return found.sort();
}

interface Look {
  readonly itself: string;
  readonly isProject: boolean;
  readonly folders: readonly string[];
}

async function look(itself: string): Promise<Look> {
  try {
    const entries = await readdir(itself, { withFileTypes: true });
    // Python marks every virtual environment so, whatever it is called.
    if (entries.some(({ name }) => name === 'pyvenv.cfg' || name === 'conda-meta')) {
      return { itself, isProject: false, folders: [] };
    }
    return {
      itself,
      isProject: entries.some((entry) => entry.name === 'dbt_project.yml' && !entry.isDirectory()),
      folders: entries
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !otherTools.has(entry.name))
        .map((entry) => path.join(itself, entry.name)),
    };
  } catch {
    return { itself, isProject: false, folders: [] };
  }
}
