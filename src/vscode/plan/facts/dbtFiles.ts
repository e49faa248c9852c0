import path from 'node:path';
import * as vscode from 'vscode';
import type { CatalogFacts, RelationAnswer } from '../../../core/plan/relationFacts';

/** What dbt and package managers bring along is not the user's. */
const leftOut = '**/{node_modules,dbt_packages,target,.venv,venv}/**';
const mostProjects = 10;
const mostFiles = 1000;

/**
 * Notes which relations a dbt project of the workspace builds: those for which it has a model, a snapshot or a seed of
 * that name. An alias in a model's configuration is not seen.
 */
export async function withDbtFiles(facts: CatalogFacts): Promise<CatalogFacts> {
  const projects = await vscode.workspace.findFiles('**/dbt_project.yml', leftOut, mostProjects);
  if (projects.length === 0) {
    return facts;
  }
  const files = await filesByName(projects, facts.relations.flatMap(nameOf));
  return { ...facts, relations: facts.relations.map((answer) => withFile(answer, files)) };
}

/** The files of models, snapshots and seeds of the workspace by the names of the relations that they build. */
export async function dbtFilesByName(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const projects = await vscode.workspace.findFiles('**/dbt_project.yml', leftOut, mostProjects);
  return filesByName(
    projects,
    names.filter((name) => /^\w+$/.test(name)),
  );
}

/** What is more than a plain name would be a pattern of its own, and no model is called so. */
function nameOf(answer: RelationAnswer): readonly string[] {
  return answer.kind === 'found' && /^\w+$/.test(answer.facts.name) ? [answer.facts.name] : [];
}

/** One search for each project: a plan may have a hundred relations. */
async function filesByName(
  projects: readonly vscode.Uri[],
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  // Braces around a single name would be taken as they are.
  const name = names.length === 1 ? names.join() : `{${names.join(',')}}`;
  for (const project of names.length === 0 ? [] : projects) {
    const folder = vscode.Uri.joinPath(project, '..');
    const pattern = new vscode.RelativePattern(folder, `**/${name}.{sql,py,csv}`);
    for (const file of await vscode.workspace.findFiles(pattern, leftOut, mostFiles)) {
      found.set(path.parse(file.fsPath).name, vscode.workspace.asRelativePath(file));
    }
  }
  return found;
}

function withFile(answer: RelationAnswer, files: ReadonlyMap<string, string>): RelationAnswer {
  const file = answer.kind === 'found' ? files.get(answer.facts.name) : undefined;
  return answer.kind === 'found' && file !== undefined
    ? { ...answer, facts: { ...answer.facts, dbt: { kind: 'file', path: file } } }
    : answer;
}
