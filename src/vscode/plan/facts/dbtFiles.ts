import path from 'node:path';
import * as vscode from 'vscode';
import { dbtAlias } from '../../../core/plan/facts/dbtAlias';
import type { CatalogFacts, RelationAnswer } from '../../../core/plan/relationFacts';

/** What dbt and package managers bring along is not the user's. */
const leftOut = '**/{node_modules,dbt_packages,target,.venv,venv}/**';
const mostProjects = 10;
const mostFiles = 1000;
/** In bytes. A larger file of SQL was not written by a person. */
const largestModel = 512 * 1024;

/**
 * Notes which relations a dbt project of the workspace builds: those for which it has a model, a snapshot or a seed of
 * that name, or a model whose own configuration gives it as alias. An alias in a YAML file is not seen.
 */
export async function withDbtFiles(facts: CatalogFacts): Promise<CatalogFacts> {
  const projects = await vscode.workspace.findFiles('**/dbt_project.yml', leftOut, mostProjects);
  if (projects.length === 0) {
    return facts;
  }
  const names = facts.relations.flatMap(nameOf);
  const files = await filesByName(projects, names);
  const others = names.filter((name) => !files.has(name));
  for (const [name, file] of others.length === 0 ? [] : await filesByAlias(projects, others)) {
    files.set(name, file);
  }
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
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  // Braces around a single name would be taken as they are.
  const name = names.length === 1 ? names.join() : `{${names.join(',')}}`;
  for (const project of names.length === 0 ? [] : projects) {
    const folder = vscode.Uri.joinPath(project, '..');
    const pattern = new vscode.RelativePattern(folder, `**/${name}.{sql,py,csv}`);
    for (const file of await vscode.workspace.findFiles(pattern, leftOut, mostFiles)) {
      const { name: own } = path.parse(file.fsPath);
      // A model with an alias builds no table of its own name.
      if (((await aliasOf(file)) ?? own) === own) {
        found.set(own, vscode.workspace.asRelativePath(file));
      }
    }
  }
  return found;
}

async function filesByAlias(
  projects: readonly vscode.Uri[],
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const project of projects) {
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(project, '..'), '**/*.{sql,py}');
    const files = await vscode.workspace.findFiles(pattern, leftOut, mostFiles);
    const aliases = await Promise.all(files.map(aliasOf));
    files.forEach((file, at) => {
      const alias = aliases[at];
      if (alias !== undefined && names.includes(alias)) {
        found.set(alias, vscode.workspace.asRelativePath(file));
      }
    });
  }
  return found;
}

async function aliasOf(file: vscode.Uri): Promise<string | undefined> {
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > largestModel || file.path.endsWith('.csv')) {
    return undefined;
  }
  return dbtAlias(Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8'));
}

function withFile(answer: RelationAnswer, files: ReadonlyMap<string, string>): RelationAnswer {
  const file = answer.kind === 'found' ? files.get(answer.facts.name) : undefined;
  return answer.kind === 'found' && file !== undefined
    ? { ...answer, facts: { ...answer.facts, dbt: { kind: 'file', path: file } } }
    : answer;
}
