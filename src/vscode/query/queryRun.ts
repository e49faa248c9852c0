import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { TextRange } from '../../base/textRange';
import { themeColorOf } from '../../core/connections/connectionColor';
import type { RunStore } from '../../core/query/runStore';
import type { EditorSession } from './editorSession';
import type { HeldResult } from './heldResult';
import { RunArrangements } from './runArrangements';
import type { TextFollower } from './textFollower';

/** A run of a document's statements, which the results view can show until the document runs again. */
export class QueryRun implements Disposable {
  readonly connectionName: string;
  readonly profileId: string;
  readonly database: string;
  readonly environment: string;
  /** A theme colour. */
  readonly color: string;
  readonly readOnly: boolean;
  /** When each statement began, in the time of `Date.now()`. */
  readonly startedAt: number[] = [];
  /** The statement that stopped at its cap and can go on. */
  held: HeldResult | undefined;
  /** The orders in which its results are shown. */
  readonly arranged = new RunArrangements();

  constructor(
    readonly id: number,
    readonly store: RunStore,
    editor: EditorSession,
    private readonly text: TextFollower,
  ) {
    this.connectionName = editor.profile.name;
    this.profileId = editor.binding.profileId;
    this.database = editor.session.server.database;
    this.environment = editor.profile.environment;
    this.color = themeColorOf(editor.profile);
    this.readOnly = editor.readOnly;
  }

  /** The document, under its present name. */
  get uri(): vscode.Uri {
    return this.text.uri;
  }

  rename(uri: vscode.Uri): void {
    this.text.uri = uri;
  }

  /** Where a range of the text that was run stands now; undefined when that text was edited. */
  present(range: TextRange): TextRange | undefined {
    return this.text.present(range);
  }

  dispose(): void {
    this.arranged.dispose();
    this.store.dispose();
    this.text.dispose();
  }
}
