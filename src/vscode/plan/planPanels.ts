import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { documentKey } from '../query/sqlDocuments';
import type { TextFollower } from '../query/textFollower';
import type { PlanPanelHost, PlanPanelParts, PlanRun } from './planPanelHost';

/** One panel for each document, beside the editor. What draws it is loaded with the first plan. */
export class PlanPanels implements Disposable {
  private readonly panels = new Map<string, PlanPanelHost>();
  private lastId = 0;

  constructor(private readonly parts: PlanPanelParts) {}

  /** Shows that the statement is being explained; the caller tells the panel how it ends. */
  async begin(run: PlanRun): Promise<PlanPanelHost> {
    const { PlanPanelHost: Host } = await import('./planPanelHost');
    const key = documentKey(run.text.uri);
    let panel = this.panels.get(key);
    if (!panel) {
      panel = new Host(this.parts);
      this.panels.set(key, panel);
      panel.onDidDispose(() => this.forget(panel));
    }
    panel.begin(++this.lastId, run);
    return panel;
  }

  of(uri: vscode.Uri): PlanPanelHost | undefined {
    return this.panels.get(documentKey(uri));
  }

  /** Whether a panel shows a plan of this text. */
  holds(text: TextFollower): boolean {
    return [...this.panels.values()].some((panel) => panel.text === text);
  }

  /** The document of a panel has another name now. */
  move(from: vscode.Uri, to: vscode.Uri): void {
    const panel = this.panels.get(documentKey(from));
    if (panel) {
      this.panels.delete(documentKey(from));
      this.panels.set(documentKey(to), panel);
      panel.rename(to);
    }
  }

  dispose(): void {
    for (const panel of [...this.panels.values()]) {
      panel.dispose();
    }
  }

  private forget(panel: PlanPanelHost | undefined): void {
    for (const [key, each] of this.panels) {
      if (each === panel) {
        this.panels.delete(key);
      }
    }
  }
}
