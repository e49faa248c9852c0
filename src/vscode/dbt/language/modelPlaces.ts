import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { UserError } from '../../../base/userError';
import type { DbtNode } from '../../../core/dbt/graph/dbtGraph';
import { referencesOf, referredNode } from '../../../core/dbt/language/templateAt';
import type { ProjectMacro } from '../../../core/dbt/project/dbtProject';
import { displayName } from '../../../core/explorer/displayName';
import { fileOfNode } from '../../../node/dbt/project/fileOfNode';
import { yamlPlace } from '../../../core/dbt/language/yamlPlace';
import type { ModelProject } from './languageParts';

/** Where a node is defined: the file of a model, the line of a YAML file for what is written in one. */
export async function nodePlace(
  { project, graph }: ModelProject,
  node: DbtNode,
): Promise<vscode.Location | undefined> {
  const file = fileOfNode(project, node);
  const start = new vscode.Position(0, 0);
  if (graph === undefined || !/\.ya?ml$/i.test(file)) {
    return new vscode.Location(vscode.Uri.file(file), start);
  }
  const document = await vscode.workspace.openTextDocument(file);
  const { readYaml } = await import('../../../node/dbt/yaml/readYaml');
  const place = yamlPlace(readYaml(file, document.getText()), node, graph);
  return new vscode.Location(document.uri, place ? document.positionAt(place.start) : start);
}

/**
 * Shows where a node is defined.
 * @throws UserError when its file is not there: a manifest may be older than the files, and packages may not be installed
 */
export async function openNode(state: ModelProject, node: DbtNode): Promise<void> {
  const file = vscode.Uri.file(fileOfNode(state.project, node));
  try {
    await vscode.workspace.fs.stat(file);
  } catch (error) {
    const help =
      node.package === state.project.name
        ? 'Run dbt parse to have the manifest as the files are.'
        : `Run dbt deps to install the package ${displayName(node.package)}.`;
    throw new UserError(`${displayName(node.file)} is not there. ${help}`, { cause: error });
  }
  const place = await nodePlace(state, node);
  if (place) {
    const selection = new vscode.Range(place.range.start, place.range.start);
    await vscode.window.showTextDocument(place.uri, { preview: true, selection });
  }
}

/** Where a macro of the project or of a package is defined. */
export async function macroPlace(
  macros: readonly ProjectMacro[],
  name: string,
): Promise<vscode.Location | undefined> {
  const macro = macros.find((each) => each.name === name);
  if (macro === undefined) {
    return undefined;
  }
  const document = await vscode.workspace.openTextDocument(macro.file);
  return new vscode.Location(document.uri, document.positionAt(macro.range.start));
}

const kindsWithReferences: ReadonlySet<string> = new Set([
  'model',
  'snapshot',
  'test',
  'analysis',
  'macro',
  'function',
]);

/** Every `ref` or `source` of the project that means a node, as the files are on the disk. */
export async function referencesTo(
  state: ModelProject,
  node: DbtNode,
  signal: AbortSignal,
): Promise<readonly vscode.Location[]> {
  const { graph, project } = state;
  const files = project.files.filter(
    ({ kind, file }) => kindsWithReferences.has(kind) && file.endsWith('.sql'),
  );
  const found: vscode.Location[] = [];
  for (const { file } of files) {
    if (signal.aborted || graph === undefined) {
      break;
    }
    const text = await readFile(file, 'utf8').catch(() => '');
    const meant = text.includes(node.name)
      ? referencesOf(text).filter((reference) => referredNode(graph, reference)?.id === node.id)
      : [];
    if (meant.length > 0) {
      const document = await vscode.workspace.openTextDocument(file);
      found.push(
        ...meant.map(
          ({ nameRange }) =>
            new vscode.Location(
              document.uri,
              new vscode.Range(document.positionAt(nameRange.start), document.positionAt(nameRange.end)),
            ),
        ),
      );
    }
  }
  return found;
}
