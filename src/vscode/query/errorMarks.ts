import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { TextRange } from '../../base/textRange';
import type { StatementError } from '../../core/query/runStore';
import { rangeAfterAll } from '../../core/query/textChanges';
import { documentKey } from './sqlDocuments';
import { inTextOrder } from './textFollower';

/** An error of a run at its place in a document. */
interface ErrorMark {
  /** The whole statement: an edit in it removes the mark. */
  readonly statement: TextRange;
  readonly place: TextRange;
  readonly error: StatementError;
}

/** Marks errors of the server in the text, until the next run or an edit of the statement. */
export class ErrorMarks implements Disposable {
  private readonly store = new DisposableStore();
  private readonly diagnostics = this.store.add(vscode.languages.createDiagnosticCollection('lakehouse'));
  private readonly marks = new Map<string, ErrorMark>();

  constructor() {
    this.store.add(vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)));
  }

  show(document: vscode.TextDocument, mark: ErrorMark): void {
    this.marks.set(documentKey(document.uri), mark);
    this.draw(document, mark);
  }

  clear(uri: vscode.Uri): void {
    this.marks.delete(documentKey(uri));
    this.diagnostics.delete(uri);
  }

  dispose(): void {
    this.marks.clear();
    this.store.dispose();
  }

  private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const mark = this.marks.get(documentKey(document.uri));
    if (!mark || contentChanges.length === 0) {
      return;
    }
    const changes = inTextOrder(contentChanges);
    const statement = rangeAfterAll(mark.statement, changes);
    const place = rangeAfterAll(mark.place, changes);
    if (statement && place) {
      this.show(document, { ...mark, statement, place });
    } else {
      this.clear(document.uri);
    }
  }

  private draw(document: vscode.TextDocument, { place, error }: ErrorMark): void {
    const range = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
    const diagnostic = new vscode.Diagnostic(range, markText(error), vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'PostgreSQL';
    if (error.server) {
      diagnostic.code = { value: error.server.code, target: errorCodes };
    }
    this.diagnostics.set(document.uri, [diagnostic]);
  }
}

const errorCodes = vscode.Uri.parse('https://www.postgresql.org/docs/current/errcodes-appendix.html');

/** Message, detail, hint and where it came from, a line each. */
function markText({ message, server }: StatementError): string {
  const labelled = [
    ['Detail', server?.detail],
    ['Hint', server?.hint],
    ['Where', server?.where],
  ] as const;
  const lines = labelled.flatMap(([label, text]) => (text === undefined ? [] : [`${label}: ${text}`]));
  return [message, ...lines].join('\n');
}
