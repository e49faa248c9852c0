import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { TextRange } from '../../base/textRange';
import { rangeAfterAll, type TextChange } from '../../core/query/textChanges';
import { documentKey } from './sqlDocuments';

/** Remembers the edits of a document since a moment, so that ranges of the text of then can be found now. */
export class TextFollower implements Disposable {
  private readonly changes: TextChange[] = [];
  private readonly subscription: vscode.Disposable;

  /** @param uri the document; it may be set anew when the document is renamed. */
  constructor(public uri: vscode.Uri) {
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => this.note(event));
  }

  /** Where the range stands now; undefined when the text in it was edited. */
  present(range: TextRange): TextRange | undefined {
    return this.changes.length < changeLimit ? rangeAfterAll(range, this.changes) : undefined;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private note({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (documentKey(document.uri) === documentKey(this.uri) && this.changes.length < changeLimit) {
      this.changes.push(...inTextOrder(contentChanges));
    }
  }
}

/** After so many edits the text is no longer followed. */
const changeLimit = 100_000;

/** The changes of one event, so that each is given in the text that the one before left: from the end backwards. */
export function inTextOrder(
  changes: readonly vscode.TextDocumentContentChangeEvent[],
): readonly TextChange[] {
  return [...changes]
    .sort((a, b) => b.rangeOffset - a.rangeOffset)
    .map((change) => ({
      start: change.rangeOffset,
      length: change.rangeLength,
      newLength: change.text.length,
    }));
}
