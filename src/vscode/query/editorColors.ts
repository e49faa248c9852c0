import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { themeColorOf } from '../../core/connections/connectionColor';
import type { ConnectionService } from '../connections/connectionService';
import { onDidChangeSetting, readSetting } from '../settings';
import type { ConnectionBindings } from './connectionBindings';
import { isSqlDocument } from './sqlDocuments';

interface Look {
  /** Above the first line. */
  readonly line: vscode.TextEditorDecorationType;
  /** Along the whole scroll bar, so that it is seen in the middle of a long document too. */
  readonly ruler: vscode.TextEditorDecorationType;
}

/** Draws the colour of a document's connection onto its editors. */
export class EditorColors implements Disposable {
  private readonly store = new DisposableStore();
  private readonly looks = new Map<string, Look>();

  constructor(
    private readonly connections: ConnectionService,
    private readonly bindings: ConnectionBindings,
  ) {
    const draw = () => this.draw();
    this.store.add(vscode.window.onDidChangeVisibleTextEditors(draw));
    this.store.add(vscode.workspace.onDidOpenTextDocument(draw));
    this.store.add(onDidChangeSetting(['lakehouse.query.colorEditor'], draw));
    this.store.add(connections.onDidChange(draw));
    this.store.add(bindings.onDidChange(draw));
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // A line before the first one takes the mark along.
        if (contentChanges.some(({ range }) => range.start.line === 0) && isSqlDocument(document)) {
          draw();
        }
      }),
    );
    draw();
  }

  /** The colour of the connection of a document, as a theme colour; undefined when there is none to show. */
  colorOf(document: vscode.TextDocument): string | undefined {
    if (!isSqlDocument(document) || !readSetting('lakehouse.query.colorEditor', document.uri)) {
      return undefined;
    }
    const binding = this.bindings.of(document.uri);
    const profile = binding && this.connections.profile(binding.profileId);
    return profile && themeColorOf(profile);
  }

  dispose(): void {
    this.store.dispose();
  }

  private draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const wanted = this.colorOf(editor.document);
      const look = wanted === undefined ? undefined : this.look(wanted);
      for (const each of this.looks.values()) {
        editor.setDecorations(each.line, each === look ? [firstLine] : []);
        editor.setDecorations(each.ruler, each === look ? [wholeDocument] : []);
      }
    }
  }

  private look(color: string): Look {
    const known = this.looks.get(color);
    if (known) {
      return known;
    }
    const themeColor = new vscode.ThemeColor(color);
    const look: Look = {
      line: this.store.add(
        vscode.window.createTextEditorDecorationType({
          isWholeLine: true,
          borderStyle: 'solid',
          borderWidth: '2px 0 0 0',
          borderColor: themeColor,
          rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
        }),
      ),
      ruler: this.store.add(
        vscode.window.createTextEditorDecorationType({
          overviewRulerColor: themeColor,
          overviewRulerLane: vscode.OverviewRulerLane.Left,
        }),
      ),
    };
    this.looks.set(color, look);
    return look;
  }
}

const firstLine = new vscode.Range(0, 0, 0, 0);
const wholeDocument = new vscode.Range(0, 0, 1_000_000, 0);
