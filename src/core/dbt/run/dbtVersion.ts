import { withoutColors } from './withoutColors';

/** Which dbt a program is. */
export interface DbtVersion {
  /** dbt 1.x is written in Python; v2, also called Fusion, in Rust, with rules of its own. */
  readonly engine: 'python' | 'v2';
  /** Such as `1.11.16`. */
  readonly version: string;
  /** The version of its adapter for PostgreSQL; undefined where it is missing or part of the engine. */
  readonly postgres: string | undefined;
}

/**
 * Reads what `dbt --version` prints.
 * @returns undefined for a program that is no dbt; dbt's old cloud program is none either
 */
export function readDbtVersion(printed: string): DbtVersion | undefined {
  const text = withoutColors(printed);
  const core = /^\s*-\s*installed:\s*(\d\S*)/m.exec(text)?.[1];
  if (core !== undefined) {
    const postgres = /^\s*-\s*postgres:\s*(\d\S*)/m.exec(text)?.[1];
    return { engine: 'python', version: core, postgres };
  }
  const fusion = /^dbt(?:-fusion|-core)?\s+v?(\d\S*)/im.exec(text)?.[1];
  return fusion === undefined ? undefined : { engine: 'v2', version: fusion, postgres: undefined };
}
