import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { redactSecrets } from '../../../core/connections/redact';
import { isYamlFile } from '../../../core/dbt/refs/graphNames';
import { dbtArguments, type DbtPlace, nodeSelector } from '../../../core/dbt/run/dbtCommand';
import { dbtFailure } from '../../../core/dbt/run/dbtFailure';
import { liesIn } from '../../liesIn';
import { runDbt } from './runDbt';

export interface ModelToCompile {
  readonly name: string;
  /** Of the project or the package that it belongs to. */
  readonly package: string;
  /** From the project's folder, with `/`; of a generic test, its YAML file. */
  readonly file: string;
}

export interface CompileWith {
  readonly program: string;
  /** The name of the project that is compiled. */
  readonly project: string;
  /** With a folder of its own as target path, so that the project's run_results.json and manifest stay as they are. */
  readonly place: DbtPlace & { readonly targetPath: string };
  /** Where dbt is started; the project's folder unless told. */
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Never shown, whatever dbt prints. */
  readonly secrets: readonly string[];
  /** Gets what dbt prints, as it is; it may hold secrets. */
  readonly printed?: string[];
}

/**
 * The SQL that the real dbt makes of a model for a target. Macros may ask the server while it compiles.
 * @throws UserError with what dbt says when it cannot; CancelledError
 */
export async function compileModel(
  model: ModelToCompile,
  { program, project, place, cwd = place.projectDir, env, secrets, printed = [] }: CompileWith,
  signal: CancelSignal,
): Promise<string> {
  // Of a YAML file, which makes many tests, it is a folder.
  const folder = path.join(place.targetPath, 'compiled');
  const compiled = path.join(folder, model.package, ...model.file.split('/'));
  // A manifest says these names, and nothing else than what dbt compiled is ever removed.
  if (!liesIn(compiled, folder)) {
    throw new UserError(`${model.file} of ${model.package} is no file of a dbt project.`);
  }
  // What an earlier compilation left must not be taken for the answer of this one.
  await fs.rm(compiled, { force: true, recursive: true });
  const args = dbtArguments({ task: 'compile', select: [nodeSelector(model, project, 'alone')] }, place);
  const run = { program, args, cwd, env, output: (text: string) => printed.push(text) };
  const code = await runDbt(run, signal);
  const sql = code === 0 ? await textOf(compiled, isYamlFile(model.file)) : undefined;
  if (sql === undefined) {
    const said = dbtFailure(redactSecrets(printed.join(''), secrets));
    throw new UserError(`dbt could not compile ${model.name} for target ${place.target}. ${said}`);
  }
  return sql;
}

/** dbt shortens the names of tests when they are long, so the test of a YAML file is the only file of its folder. */
async function textOf(compiled: string, isFolder: boolean): Promise<string | undefined> {
  try {
    const [only, ...others] = isFolder ? await fs.readdir(compiled) : [''];
    return only === undefined || others.length > 0
      ? undefined
      : await fs.readFile(path.join(compiled, only), 'utf8');
  } catch {
    return undefined;
  }
}
