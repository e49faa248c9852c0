import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import type { DbtProject, ProjectMacro } from '../../../core/dbt/project/dbtProject';
import { packagesFolder } from './fileOfNode';
import { listProjectFiles } from './listProjectFiles';
import { readMacros } from './readMacros';

/** A macro of an installed package, which templates call with the package before it. */
export interface PackageMacro extends ProjectMacro {
  readonly package: string;
}

/** The macros of the packages that `dbt deps` has installed: a folder each, named after the package. None where nothing is installed. */
export async function packageMacros(
  project: Pick<DbtProject, 'root' | 'document'>,
  signal: CancelSignal,
): Promise<readonly PackageMacro[]> {
  const folder = path.resolve(project.root, packagesFolder(project));
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      // A package of this machine is a link to its folder.
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(async ({ name }) => {
        const kinds = [{ kind: 'macro', folder: 'macros' }] as const;
        const { files } = await listProjectFiles(path.join(folder, name), kinds, signal);
        return (await readMacros(files)).map((macro) => ({ ...macro, package: name }));
      }),
  );
  // What begins with the name of an adapter is the implementation that `adapter.dispatch` chooses.
  return found
    .flat()
    .filter(({ name }) => !/^(?:default|postgres|snowflake|redshift|bigquery|spark|databricks)__/.test(name));
}
