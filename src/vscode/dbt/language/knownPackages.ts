import { neverCancelled } from '../../../base/cancelSignal';
import type { DbtProject } from '../../../core/dbt/project/dbtProject';
import { type PackageMacro, packageMacros } from '../../../node/dbt/project/packageMacros';

/** How long what was read of packages is good, in milliseconds. `dbt deps` changes them now and then. */
const freshFor = 30_000;

/** The macros of the packages of each project, read when somebody asks. */
export class KnownPackages {
  private readonly read = new Map<
    string,
    { readonly at: number; readonly macros: Promise<readonly PackageMacro[]> }
  >();

  macros(project: Pick<DbtProject, 'root' | 'document'>): Promise<readonly PackageMacro[]> {
    const { root } = project;
    const known = this.read.get(root);
    if (known && Date.now() - known.at < freshFor) {
      return known.macros;
    }
    const macros = packageMacros(project, neverCancelled);
    this.read.set(root, { at: Date.now(), macros });
    return macros;
  }

  /** The names of macros by their package. */
  async names(
    project: Pick<DbtProject, 'root' | 'document'>,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const names = new Map<string, string[]>();
    for (const { package: of, name } of await this.macros(project)) {
      names.set(of, [...(names.get(of) ?? []), name]);
    }
    return names;
  }
}

/** As templates call it. */
export function macroName({ package: of, name }: PackageMacro): string {
  return `${of}.${name}`;
}
