import path from 'node:path';
import * as vscode from 'vscode';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import { yamlTemplate } from '../../../core/dbt/language/yamlReference';
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

/** The YAML files in which models, sources and exposures are described. */
export const yamlSelector: readonly vscode.DocumentFilter[] = [
  { scheme: 'file', pattern: '**/*.yml' },
  { scheme: 'file', pattern: '**/*.yaml' },
];

/** Undefined for files of no project, and of a project of which nothing is known yet. */
export function modelDocument(
  parts: LanguageParts,
  document: vscode.TextDocument,
): ModelDocument | undefined {
  return document.uri.path.toLowerCase().endsWith('.sql') ? projectDocument(parts, document) : undefined;
}

/** As `modelDocument`; of a YAML file with nothing but the `ref` or `source` at the offset as its text. */
export function documentAt(
  parts: LanguageParts,
  document: vscode.TextDocument,
  offset: number,
): ModelDocument | undefined {
  if (!/\.ya?ml$/i.test(document.uri.path)) {
    return modelDocument(parts, document);
  }
  const text = yamlTemplate(document.getText(), offset);
  const found = text === undefined ? undefined : projectDocument(parts, document);
  return found && text !== undefined ? { ...found, text } : undefined;
}

export function projectDocument(
  parts: LanguageParts,
  document: vscode.TextDocument,
): ModelDocument | undefined {
  const state = document.uri.scheme === 'file' ? parts.projects.stateOf(document.uri) : undefined;
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
