import { mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import { liesIn } from '../../liesIn';
import { compileModel, type CompileWith, type ModelToCompile } from './compileModel';
import { exportCommit } from './exportCommit';

/**
 * The SQL that the real dbt makes of a model as its whole project was in a commit, with the packages and the profiles of today. It
 * works on a copy, which is gone afterwards: the folder of the project is not touched.
 * @param packages the folder of the packages, from the project's folder
 * @throws UserError with what git or dbt says; CancelledError
 */
export async function compileVersion(
  model: ModelToCompile,
  { commit, packages }: { readonly commit: string; readonly packages: string },
  compileWith: Omit<CompileWith, 'cwd'>,
  signal: CancelSignal,
): Promise<string> {
  const { place } = compileWith;
  const scratch = await mkdtemp(path.join(await realpath(os.tmpdir()), 'lakehouse-dbt-'));
  try {
    const projectDir = path.join(scratch, 'project');
    await exportCommit({ folder: place.projectDir, commit }, projectDir, signal);
    const linked = path.resolve(projectDir, packages);
    if (liesIn(linked, scratch)) {
      await link(path.resolve(place.projectDir, packages), linked);
    }
    const copy = { ...place, projectDir, targetPath: path.join(scratch, 'target') };
    // A profile may name files from where dbt is started.
    return await compileModel(model, { ...compileWith, place: copy, cwd: place.projectDir }, signal);
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Where there are no packages, or the commit has them, nothing is linked. */
async function link(from: string, to: string): Promise<void> {
  const isThere = (file: string) =>
    stat(file).then(
      () => true,
      () => false,
    );
  if ((await isThere(from)) && !(await isThere(to))) {
    await symlink(from, to, 'junction');
  }
}
