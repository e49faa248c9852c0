import { promises as fs } from 'node:fs';
import path from 'node:path';

/**
 * Which dbt a program is, such as `dbt 1.11.16 with dbt-postgres 1.11.0`, by what is installed beside it: nothing is run, and
 * `dbt --version` would ask the package index. Undefined for a program that was not installed by Python's tools, as v2.
 */
export async function installedDbt(program: string): Promise<string | undefined> {
  try {
    const environment = path.dirname(path.dirname(await fs.realpath(program)));
    for (const folder of await packageFolders(environment)) {
      const installed = await fs.readdir(folder).catch((): string[] => []);
      const version = (name: string) =>
        installed.map((each) => new RegExp(`^${name}-(\\d[^-]*)\\.dist-info$`).exec(each)?.[1]).find(Boolean);
      const core = version('dbt_core');
      if (core !== undefined) {
        const postgres = version('dbt_postgres');
        return `dbt ${core} ${postgres === undefined ? 'without dbt-postgres' : `with dbt-postgres ${postgres}`}`;
      }
    }
  } catch {
    // A program that is gone is noticed when it is run.
  }
  return undefined;
}

/** Source: Python's sysconfig, the schemes `posix_prefix` and `nt`. */
async function packageFolders(environment: string): Promise<readonly string[]> {
  const libraries = path.join(environment, 'lib');
  const names = await fs.readdir(libraries).catch((): string[] => []);
  return [
    path.join(environment, 'Lib', 'site-packages'),
    ...names
      .filter((name) => name.startsWith('python'))
      .flatMap((name) =>
        ['site-packages', 'dist-packages'].map((folder) => path.join(libraries, name, folder)),
      ),
  ];
}
