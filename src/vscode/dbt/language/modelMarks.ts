import path from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../base/disposable';
import { staticTarget } from '../../../core/dbt/compile/staticTarget';
import type { DbtFinding } from '../../../core/dbt/finding';
import { sourcePlace } from '../../../core/dbt/language/yamlPlace';
import { modelSyntax, unknownNames } from '../../../core/dbt/language/modelFindings';
import { nodeOfFile } from '../../../core/dbt/refs/graphNames';
import { readYaml } from '../../../node/dbt/yaml/readYaml';
import { sqlParser } from '../../query/sqlParser';
import { dbtSource } from '../dbtProblems';
import { type LanguageParts, type ModelDocument, modelDocument, rangeIn } from './languageParts';

/** How long is waited for more typing, in milliseconds. */
const quiet = 300;

/** Marks in open models what the project does not have, and what is no SQL. */
export class ModelMarks implements Disposable, vscode.CodeActionProvider {
  private readonly owned = new DisposableStore();
  private readonly diagnostics = this.owned.add(
    vscode.languages.createDiagnosticCollection('lakehouse dbt models'),
  );
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly found = new Map<string, readonly DbtFinding[]>();

  constructor(private readonly parts: LanguageParts) {
    const { workspace } = vscode;
    this.owned.add(workspace.onDidOpenTextDocument((document) => this.soon(document)));
    this.owned.add(workspace.onDidChangeTextDocument(({ document }) => this.soon(document)));
    this.owned.add(workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)));
    this.owned.add(parts.projects.onDidChange(() => this.markAll()));
    this.markAll();
  }

  provideCodeActions(document: vscode.TextDocument, at: vscode.Range): vscode.CodeAction[] {
    return (this.found.get(document.uri.toString()) ?? []).flatMap(({ fixes, place, message }) => {
      const range = place && rangeIn(document, place.range);
      return range?.intersection(at) === undefined
        ? []
        : fixes.flatMap((fix) => {
            if (fix.kind !== 'edit') {
              return [];
            }
            const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
            action.isPreferred = true;
            action.diagnostics =
              this.diagnostics.get(document.uri)?.filter((each) => each.message.startsWith(message)) ?? [];
            action.edit = new vscode.WorkspaceEdit();
            for (const edit of fix.edits) {
              action.edit.replace(document.uri, rangeIn(document, edit.range), edit.text);
            }
            return [action];
          });
    });
  }

  dispose(): void {
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    this.owned.dispose();
  }

  private markAll(): void {
    for (const document of vscode.workspace.textDocuments) {
      this.soon(document);
    }
  }

  private soon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    if (!document.uri.path.endsWith('.sql')) {
      return;
    }
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        void this.parts.runner.quietly('checking a model', undefined, () => this.mark(document));
      }, quiet),
    );
  }

  private async mark(document: vscode.TextDocument): Promise<void> {
    const model = document.isClosed ? undefined : modelDocument(this.parts, document);
    if (model === undefined) {
      this.forget(document.uri);
      return;
    }
    const { version } = document;
    const found = await findingsOf(model);
    // What was typed in between is looked at by the next call.
    if (document.version === version && !document.isClosed) {
      this.found.set(document.uri.toString(), found);
      this.diagnostics.set(
        document.uri,
        found.map((finding) => diagnosticOf(document, finding)),
      );
    }
  }

  private forget(uri: vscode.Uri): void {
    this.found.delete(uri.toString());
    this.diagnostics.delete(uri);
  }
}

async function findingsOf(model: ModelDocument): Promise<readonly DbtFinding[]> {
  const { document, text, graph, project, shown, relative } = model;
  const file = document.uri.fsPath;
  const unknown: DbtFinding[] = [];
  for (const finding of unknownNames(file, text, graph)) {
    if (!(await isNew(model, finding))) {
      unknown.push(finding);
    }
  }
  const node = nodeOfFile(graph, relative);
  // A macro, and a file that is no model, is no SQL by itself.
  if (shown === undefined || node?.kind !== 'model') {
    return unknown;
  }
  const target = staticTarget(shown, project.document.root, project.name);
  return [...unknown, ...(await modelSyntax(file, text, { graph, node, target }, await sqlParser()))];
}

/** A manifest does not know what was added since dbt wrote it; the files do. */
async function isNew({ project, text }: ModelDocument, { check, place }: DbtFinding): Promise<boolean> {
  const name = place ? text.slice(place.range.start + 1, place.range.end - 1) : '';
  if (check === 'unknown-ref') {
    return project.files.some(
      ({ kind, relative }) =>
        ['model', 'seed', 'snapshot'].includes(kind) && path.posix.parse(relative).name === name,
    );
  }
  for (const { file } of project.files.filter(({ kind }) => kind === 'properties')) {
    const document = await vscode.workspace.fs.readFile(vscode.Uri.file(file)).then(
      (bytes) => readYaml(file, new TextDecoder().decode(bytes)),
      () => undefined,
    );
    const source = document && sourceNameIn(text, name, place?.range.start ?? 0);
    if (document && source && sourcePlace(document, ...source) !== undefined) {
      return true;
    }
  }
  return false;
}

/** The source and the table of the call whose argument stands at an offset. */
function sourceNameIn(text: string, name: string, offset: number): readonly [string, string] | undefined {
  const call = /source\(\s*['"]([^'"]*)['"]\s*,\s*['"]([^'"]*)['"]\s*\)/g;
  for (const { index, 0: whole, 1: source = '', 2: table = '' } of text.matchAll(call)) {
    if (index <= offset && offset <= index + whole.length && (source === name || table === name)) {
      return [source, table];
    }
  }
  return undefined;
}

function diagnosticOf(
  document: vscode.TextDocument,
  { message, advice, place, check, severity }: DbtFinding,
): vscode.Diagnostic {
  const range = place ? rangeIn(document, place.range) : new vscode.Range(0, 0, 0, 0);
  const said = advice === undefined ? message : `${message} ${advice}`;
  const diagnostic = new vscode.Diagnostic(
    range,
    said,
    severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = dbtSource;
  diagnostic.code = check;
  return diagnostic;
}
