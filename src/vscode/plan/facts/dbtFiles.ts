import * as vscode from 'vscode';
import type { CatalogFacts, RelationAnswer } from '../../../core/plan/relationFacts';

/** What dbt and package managers bring along is not the user's. */
const leftOut = '**/{node_modules,dbt_packages,target,.venv,venv}/**';
const mostProjects = 10;

/**
 * Notes which relations a dbt project of the workspace builds: those for which it has a model, a snapshot or a seed of
 * that name. An alias in a model's configuration is not seen.
 */
export async function withDbtFiles(facts: CatalogFacts): Promise<CatalogFacts> {
  const projects = await vscode.workspace.findFiles('**/dbt_project.yml', leftOut, mostProjects);
  if (projects.length === 0) {
    return facts;
  }
  const relations: RelationAnswer[] = [];
  for (const answer of facts.relations) {
    const file = answer.kind === 'found' ? await builtBy(answer.facts.name, projects) : undefined;
    relations.push(
      answer.kind === 'found' && file !== undefined
        ? { ...answer, facts: { ...answer.facts, dbt: { kind: 'file', path: file } } }
        : answer,
    );
  }
  return { ...facts, relations };
}

async function builtBy(relation: string, projects: readonly vscode.Uri[]): Promise<string | undefined> {
  // What is more than a plain name would be a pattern of its own, and no model is called so.
  if (!/^\w+$/.test(relation)) {
    return undefined;
  }
  for (const project of projects) {
    const folder = vscode.Uri.joinPath(project, '..');
    const pattern = new vscode.RelativePattern(folder, `**/${relation}.{sql,py,csv}`);
    const [file] = await vscode.workspace.findFiles(pattern, leftOut, 1);
    if (file) {
      return vscode.workspace.asRelativePath(file);
    }
  }
  return undefined;
}
