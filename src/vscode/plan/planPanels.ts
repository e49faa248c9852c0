import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { DroppedText } from '../../protocol/plan';
import { documentKey } from '../query/sqlDocuments';
import type { TextFollower } from '../query/textFollower';
import type { PlanPanelHost, PlanPanelParts } from './planPanelHost';
import type { ExplainSubject, PlanSubject, TextSubject } from './planSubject';

/** One panel for each document or other origin of plans. What draws it is loaded with the first plan. */
export class PlanPanels implements Disposable {
  private readonly panels = new Map<string, PlanPanelHost>();
  private lastId = 0;

  constructor(private readonly parts: PlanPanelParts) {}

  /** Shows that the statement is being explained; the caller tells the panel how it ends. */
  async begin(subject: ExplainSubject): Promise<PlanPanelHost> {
    const panel = await this.panelFor(subject);
    panel.begin(++this.lastId, subject);
    return panel;
  }

  /** Shows a plan that was written elsewhere. */
  async open(subject: TextSubject): Promise<PlanPanelHost> {
    const panel = await this.panelFor(subject);
    panel.open(++this.lastId, subject);
    return panel;
  }

  of(uri: vscode.Uri): PlanPanelHost | undefined {
    return this.panels.get(documentKey(uri));
  }

  /** The panel of such a key; else the one in front, or the only one that there is. */
  chosen(key: unknown): PlanPanelHost | undefined {
    const all = [...this.panels.values()];
    const named = typeof key === 'string' ? this.panels.get(key) : undefined;
    return named ?? all.find((panel) => panel.active) ?? (all.length === 1 ? all[0] : undefined);
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

  private async openDropped({ name, text }: DroppedText): Promise<void> {
    const { openDroppedText } = await import('./open/planSources');
    await openDroppedText(this, name, text);
  }

  private async panelFor(subject: PlanSubject): Promise<PlanPanelHost> {
    const { PlanPanelHost: Host } = await import('./planPanelHost');
    const { subjectKey } = await import('./planSubject');
    const key = subjectKey(subject);
    let panel = this.panels.get(key);
    if (!panel) {
      panel = new Host(this.parts, (dropped) => this.openDropped(dropped));
      this.panels.set(key, panel);
      panel.onDidDispose(() => this.forget(panel));
    }
    return panel;
  }

  private forget(panel: PlanPanelHost | undefined): void {
    for (const [key, each] of this.panels) {
      if (each === panel) {
        this.panels.delete(key);
      }
    }
  }
}
