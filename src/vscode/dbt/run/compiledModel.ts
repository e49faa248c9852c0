import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../../base/userError';
import { staticCompile } from '../../../core/dbt/compile/staticCompile';
import { staticTarget } from '../../../core/dbt/compile/staticTarget';
import { isYamlFile } from '../../../core/dbt/refs/graphNames';
import type { DbtProjectState } from '../../../core/dbt/view/dbtState';
import { redactSecrets } from '../../../core/connections/redact';
import { displayName } from '../../../core/explorer/displayName';
import { fileOfNode, packagesFolder } from '../../../node/dbt/project/fileOfNode';
import { compileModel } from '../../../node/dbt/run/compileModel';
import { compileVersion } from '../../../node/dbt/run/compileVersion';
import { ownTargetPath } from '../../../node/dbt/run/ownTargetPath';
import type { PreviousVersion } from '../../../node/dbt/run/previousVersion';
import { stoppable } from '../../stoppable';
import type { DbtService } from '../dbtService';
import type { CompiledErrors, ModelSource } from './compiledErrors';
import type { MeantNode } from './dbtModels';
import { shownPlace } from './dbtPlace';
import type { DbtPrograms } from './dbtPrograms';

export interface CompiledModel {
  readonly sql: string;
  /** Who made it, as a sentence. */
  readonly origin: string;
  /** Of which it was made; undefined where that is no SQL, as for the test of a YAML file. */
  readonly source?: ModelSource | undefined;
}

export interface CompileParts {
  readonly service: DbtService;
  readonly programs: DbtPrograms;
  /** Where dbt writes what it compiles for us. */
  readonly folder: string;
  /** Where an error of a template is shown. */
  readonly errors: CompiledErrors;
  /** Aborted when the window closes: no dbt stays behind. */
  readonly ended: AbortSignal;
}

/**
 * The SQL of a model for the shown target: without dbt where it is simple, as it stands in the editor, else by the real dbt.
 * @param by `dbt` for the real one in any case
 * @throws UserError with the reason when neither can; CancelledError
 */
export async function compiledModel(
  { state, node }: MeantNode,
  by: 'whoever can' | 'dbt',
  parts: CompileParts,
): Promise<CompiledModel> {
  const { target } = shownPlace(state);
  const file = vscode.Uri.file(fileOfNode(state.project, node));
  const document = await vscode.workspace.openTextDocument(file);
  // The file of a generic test is YAML, from which only dbt makes SQL.
  const mayBeSimple = by === 'whoever can' && !isYamlFile(node.file);
  const simple = mayBeSimple ? compiledAs({ state, node }, document.getText()) : '';
  // An editor may lay out what it saves, and dbt reads that.
  const source = () => (isYamlFile(node.file) ? undefined : { uri: file, text: document.getText() });
  if (typeof simple === 'object') {
    return { ...simple, source: source() };
  }
  if (document.isDirty && !(await document.save())) {
    throw new UserError(`dbt reads files, and ${path.basename(node.file)} could not be saved.`);
  }
  const saved = source();
  const compileWith = { ...(await withDbt(state, parts)), printed: new Array<string>() };
  try {
    const sql = await stoppable(
      `dbt compiles ${displayName(node.name)}`,
      (stopped) => compileModel(node, compileWith, stopped),
      parts.ended,
    );
    return { sql, origin: `Compiled by dbt for the target ${target.name}.`, source: saved };
  } catch (error) {
    const said = redactSecrets(compileWith.printed.join(''), compileWith.secrets);
    await parts.errors.notCompiled(state.project.root, said);
    throw error;
  }
}

/**
 * The SQL of a model as it was in a commit, without touching the files of the project: without dbt where it is simple, else by
 * the real dbt in a copy.
 * @throws UserError with the reason when neither can; CancelledError
 */
export async function compiledVersion(
  meant: MeantNode,
  { text, commit }: Pick<PreviousVersion, 'text' | 'commit'>,
  parts: CompileParts,
): Promise<CompiledModel> {
  const { state, node } = meant;
  const simple = isYamlFile(node.file) ? '' : compiledAs(meant, text);
  if (typeof simple === 'object') {
    return simple;
  }
  const packages = packagesFolder(state.project);
  const compileWith = await withDbt(state, parts);
  const sql = await stoppable(
    `dbt compiles ${displayName(node.name)} as it was in ${commit}`,
    (stopped) => compileVersion(node, { commit, packages }, compileWith, stopped),
    parts.ended,
  );
  return { sql, origin: `Compiled by dbt for the target ${compileWith.place.target}.` };
}

async function withDbt(state: DbtProjectState, { service, programs, folder }: CompileParts) {
  const { place, target } = shownPlace(state);
  const { root, name: project } = state.project;
  const env = await service.environment(root);
  const program = await programs.program(root, target, env);
  const targetPath = ownTargetPath(folder, root, target.name);
  return { program, project, place: { ...place, targetPath }, env, secrets: secretsOf(env) };
}

/**
 * A text compiled without dbt as if it stood in the file of a model; the reason as a sentence where it is not simple.
 * @throws UserError when no target is shown
 */
function compiledAs({ state, node }: MeantNode, text: string): CompiledModel | string {
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
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length > 3 && /SECRET|PASS|TOKEN|KEY/i.test(name) ? [value] : [],
  );
}
