import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { redactSecrets } from '../../../core/connections/redact';
import { dbtArguments, type DbtPlace, nodeSelector } from '../../../core/dbt/run/dbtCommand';
import { dbtFailure } from '../../../core/dbt/run/dbtFailure';
import { runDbt } from './runDbt';

export interface ModelToCompile {
  readonly name: string;
  /** Of the project or the package that it belongs to. */
  readonly package: string;
  /** From the project's folder, with `/`. */
  readonly file: string;
}

export interface CompileWith {
  readonly program: string;
  /** With a folder of its own as target path, so that the project's run_results.json and manifest stay as they are. */
  readonly place: DbtPlace & { readonly targetPath: string };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Never shown, whatever dbt prints. */
  readonly secrets: readonly string[];
}

/**
 * The SQL that the real dbt makes of a model for a target. Macros may ask the server while it compiles.
 * @throws UserError with what dbt says when it cannot; CancelledError
 */
export async function compileModel(
  model: ModelToCompile,
  { program, place, env, secrets }: CompileWith,
  signal: CancelSignal,
): Promise<string> {
  const compiled = path.join(place.targetPath, 'compiled', model.package, ...model.file.split('/'));
  // What an earlier compilation left must not be taken for the answer of this one.
  await fs.rm(compiled, { force: true });
  const printed: string[] = [];
  const args = dbtArguments({ task: 'compile', select: [nodeSelector(model, 'alone')] }, place);
  const run = { program, args, cwd: place.projectDir, env, output: (text: string) => printed.push(text) };
  const code = await runDbt(run, signal);
  const sql = code === 0 ? await textOf(compiled) : undefined;
  if (sql === undefined) {
    const said = redactSecrets(dbtFailure(printed.join('')), secrets);
    throw new UserError(`dbt could not compile ${model.name} for target ${place.target}. ${said}`);
  }
  return sql;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
