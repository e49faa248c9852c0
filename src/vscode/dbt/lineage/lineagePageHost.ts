import * as vscode from 'vscode';
import type { CancelSignal } from '../../../base/cancelSignal';
import { type Disposable, DisposableStore } from '../../../base/disposable';
import { Emitter } from '../../../base/emitter';
import { UserError } from '../../../base/userError';
import { lineageOf, partOfLineage } from '../../../core/dbt/lineage/lineageGraph';
import { lineageMermaid, lineageSvg } from '../../../core/dbt/lineage/lineagePicture';
import type { DbtSubject } from '../../../core/dbt/view/dbtItem';
import type { DbtProjectState } from '../../../core/dbt/view/dbtState';
import { displayName } from '../../../core/explorer/displayName';
import {
  type LineageDeed,
  type LineageHost,
  lineageHostValidators,
  type LineageMeasures,
  type LineagePage,
  type LineageQuestion,
  type LineageView,
  type SaveLineage,
} from '../../../protocol/lineage';
import type { Handlers, Rpc } from '../../../protocol/rpc';
import { changedNodes } from '../../../node/dbt/graph/changedNodes';
import { saveGraph } from '../../graph/saveGraph';
import { connectWebview, loadWebviewPage } from '../../webview/webviewPage';
import type { DbtService } from '../dbtService';
import { openNode } from '../language/modelPlaces';
import { readMeasures } from './lineageMeasures';
import type { LineageParts } from './lineageParts';

/** What a page is opened for. */
export interface LineageSubject {
  readonly root: string;
  readonly title: string;
  readonly question: Omit<LineageQuestion, 'number'>;
}

/** The page with the lineage of a project. The state of the project is `DbtService`'s; the page draws it. */
export class LineagePageHost implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = this.store.add(new Emitter<void>());
  private readonly panel: vscode.WebviewPanel;
  private readonly rpc: Rpc<LineageHost, LineagePage>;
  private asked: LineageQuestion;
  private drawn: DbtProjectState | undefined;
  /** As the page was told last. */
  private measured: LineageMeasures = { connected: false, measures: {}, changed: [] };
  readonly onDidDispose = this.disposed.event;

  constructor(
    private readonly parts: LineageParts,
    private readonly service: DbtService,
    private readonly subject: LineageSubject,
  ) {
    this.asked = { ...subject.question, number: 1 };
    const title = `Lineage: ${displayName(subject.title)}`;
    this.panel = vscode.window.createWebviewPanel('lakehouse.lineage', title, vscode.ViewColumn.Active);
    this.panel.onDidDispose(() => {
      this.disposed.fire();
      this.store.dispose();
    });
    this.rpc = this.store.add(
      connectWebview<LineageHost, LineagePage>(
        this.panel.webview,
        this.handlers(),
        lineageHostValidators,
        parts.runner,
      ),
    );
    this.store.add(service.onDidChange(() => this.changed()));
    loadWebviewPage(this.panel.webview, parts.context.extensionUri, { name: 'lineage', title });
  }

  /** Shows something else of the same project. */
  ask(question: Omit<LineageQuestion, 'number'>): void {
    this.asked = { ...question, number: this.asked.number + 1 };
    this.panel.reveal();
    if (this.service.state(this.subject.root)?.graph) {
      this.rpc.notify.show(this.view());
    }
  }

  dispose(): void {
    this.panel.dispose();
  }

  private handlers(): Handlers<LineageHost> {
    return {
      ready: () => this.view(),
      refresh: async () => {
        await this.service.check(this.subject.root);
        return this.view();
      },
      measures: (_, signal) => this.measures(signal),
      open: ({ id }) => this.open(id),
      act: (deed) => this.act(deed),
      save: (request) => this.save(request),
    };
  }

  /** Live checks change the state too, and a lineage says nothing of them. */
  private changed(): void {
    const state = this.service.state(this.subject.root);
    const { drawn } = this;
    const isNew =
      state?.graph !== drawn?.graph || state?.runs !== drawn?.runs || state?.shown !== drawn?.shown;
    if (state?.graph && drawn && isNew) {
      this.rpc.notify.show(this.view());
    }
  }

  private view(): LineageView {
    const state = this.state();
    this.drawn = state;
    const { project, shown, graph, runs, remarks } = state;
    return {
      project: project.name,
      target: shown?.name,
      graph: graph ? lineageOf(graph, runs, Date.now()) : { nodes: [], edges: [] },
      remarks,
      asked: this.asked,
    };
  }

  /** @throws UserError when the project is not there any more */
  private state(): DbtProjectState {
    const state = this.service.state(this.subject.root);
    if (state) {
      return state;
    }
    throw new UserError(
      `The dbt project ${this.subject.title} cannot be read. Look at its dbt_project.yml, then refresh.`,
    );
  }

  private async measures(signal: CancelSignal): Promise<LineageMeasures> {
    const { graph, shown, runs, project } = this.state();
    const [changed, measured] = await Promise.all([
      graph ? changedNodes(project.root, graph, runs) : [],
      graph && shown
        ? readMeasures({ graph, target: shown, connected: this.parts.connected }, signal)
        : { connected: false, measures: {} },
    ]);
    const answer = { ...measured, changed };
    // A slow server may answer when another target is shown.
    if (this.service.state(this.subject.root)?.shown === shown) {
      this.measured = answer;
    }
    return answer;
  }

  private async open(id: string): Promise<void> {
    const state = this.state();
    const node = state.graph?.nodes.get(id);
    if (node) {
      await openNode(state, node);
    }
  }

  /** The commands say themselves what they cannot do. */
  private async act({ id, action }: LineageDeed): Promise<void> {
    const node = this.state().graph?.nodes.get(id);
    if (node === undefined) {
      return;
    }
    if (action === 'copyName') {
      await vscode.env.clipboard.writeText(node.name);
      return;
    }
    const subject: DbtSubject = { kind: 'node', root: this.subject.root, node: id };
    await vscode.commands.executeCommand(`lakehouse.dbt.${action}`, { subject });
  }

  private save({ format, ids }: SaveLineage): Promise<string | null> {
    const { graph } = this.view();
    const part = partOfLineage(graph, new Set(ids));
    const title = `Lineage of ${displayName(this.subject.title)}`;
    const measures = new Map(Object.entries(this.measured.measures));
    return saveGraph(title, format, () =>
      format === 'svg' ? lineageSvg(part, measures, title) : lineageMermaid(part),
    );
  }
}
