import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../../base/userError';
import { staticCompile } from '../../../core/dbt/compile/staticCompile';
import { staticTarget } from '../../../core/dbt/compile/staticTarget';
import { compileModel } from '../../../node/dbt/run/compileModel';
import { stoppable } from '../../stoppable';
import type { DbtService } from '../dbtService';
import type { MeantNode } from './dbtModels';
import { shownPlace } from './dbtPlace';
import type { DbtPrograms } from './dbtPrograms';

export interface CompiledModel {
  readonly sql: string;
  /** Who made it, as a sentence. */
  readonly origin: string;
}

export interface CompileParts {
  readonly service: DbtService;
  readonly programs: DbtPrograms;
  /** Where dbt writes what it compiles for us. */
  readonly folder: string;
}

/**
 * The SQL of a model for the shown target: without dbt where it is simple, as it stands in the editor, else by the real dbt.
 * @param by `dbt` for the real one in any case
 * @throws UserError with the reason when neither can; CancelledError
 */
export async function compiledModel(
  { state, node }: MeantNode,
  by: 'whoever can' | 'dbt',
  { service, programs, folder }: CompileParts,
): Promise<CompiledModel> {
  const { place, target } = shownPlace(state);
  const file = vscode.Uri.file(path.join(state.project.root, node.file));
  const document = await vscode.workspace.openTextDocument(file);
  const simple = by === 'whoever can' ? compiledAs({ state, node }, document.getText()) : '';
  if (typeof simple === 'object') {
    return simple;
  }
  if (document.isDirty && !(await document.save())) {
    throw new UserError(`dbt reads files, and ${path.basename(node.file)} could not be saved.`);
  }
  const env = await service.environment(state.project.root);
  const program = await programs.program(state.project.root, env);
  const targetPath = path.join(folder, encodeURIComponent(state.project.root), target.name);
  const compileWith = { program, place: { ...place, targetPath }, env, secrets: secretsOf(env) };
  const sql = await stoppable(`dbt compiles ${node.name}`, (stopped) =>
    compileModel(node, compileWith, stopped),
  );
  return { sql, origin: `Compiled by dbt for the target ${target.name}.` };
}

/**
 * A text compiled without dbt as if it stood in the file of a model; the reason as a sentence where it is not simple.
 * @throws UserError when no target is shown
 */
export function compiledAs({ state, node }: MeantNode, text: string): CompiledModel | string {
  const { target } = shownPlace(state);
  const { graph, project } = state;
  if (!graph) {
    return 'The models of the project are not known yet.';
  }
  const compiled = staticCompile(text, {
    ...{ graph, node },
    target: staticTarget(target, project.document.root, project.name),
  });
  if (compiled.kind === 'cannot') {
    return compiled.reason;
  }
  const remarks = compiled.assumptions.map((assumption) => ` ${assumption}`).join('');
  return { sql: compiled.sql, origin: `Compiled without dbt for the target ${target.name}.${remarks}` };
}

/** dbt hides these itself; an error of a driver may not. */
function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length > 3 && /SECRET|PASS|TOKEN|KEY/i.test(name) ? [value] : [],
  );
}
