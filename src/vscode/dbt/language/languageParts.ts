import path from 'node:path';
import * as vscode from 'vscode';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import type { DbtTarget } from '../../../core/dbt/profiles/target';
import type { DbtProject } from '../../../core/dbt/project/dbtProject';
import type { ConnectedDatabases } from '../../connections/connectionService';
import type { Runner } from '../../run';

/** What is known of a project when a model of it is looked at. */
export interface ModelProject {
  readonly project: DbtProject;
  readonly graph: DbtGraph | undefined;
  /** The target on which everything runs. */
  readonly shown: DbtTarget | undefined;
}

/** What the languages of models stand on. */
export interface LanguageParts {
  readonly runner: Runner;
  readonly projects: {
    stateOf(file: vscode.Uri): ModelProject | undefined;
    readonly onDidChange: vscode.Event<void>;
  };
  readonly connected: ConnectedDatabases;
}

/** A document of a project together with what is known of the project. */
export interface ModelDocument extends ModelProject {
  readonly graph: DbtGraph;
  readonly document: vscode.TextDocument;
  readonly text: string;
  /** From the project's folder, with `/`. */
  readonly relative: string;
}

/** Whatever language others give to models; which of the files belong to a project is asked for each. */
export const modelSelector: readonly vscode.DocumentFilter[] = [{ scheme: 'file', pattern: '**/*.sql' }];

/** Undefined for files of no project, and of a project of which nothing is known yet. */
export function modelDocument(
  parts: LanguageParts,
  document: vscode.TextDocument,
): ModelDocument | undefined {
  if (document.uri.scheme !== 'file' || !document.uri.path.toLowerCase().endsWith('.sql')) {
    return undefined;
  }
  const state = parts.projects.stateOf(document.uri);
  if (state?.graph === undefined) {
    return undefined;
  }
  const relative = path.relative(state.project.root, document.uri.fsPath).replaceAll('\\', '/');
  // What dbt compiled is SQL of its own.
  const written = /^(?:target|dbt_packages|logs)\//.test(relative);
  return written ? undefined : { ...state, graph: state.graph, document, text: document.getText(), relative };
}

export function rangeIn(
  document: vscode.TextDocument,
  { start, end }: { readonly start: number; readonly end: number },
): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
