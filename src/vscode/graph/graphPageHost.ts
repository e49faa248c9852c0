import * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { themeColorOf } from '../../core/connections/connectionColor';
import type { Place } from '../../core/explorer/nodes';
import { expandNode } from '../../core/graph/dependencyGraph';
import type { GraphDetail } from '../../core/graph/graph';
import { mermaidText } from '../../core/graph/mermaidText';
import { svgText } from '../../core/graph/svgText';
import type { Database } from '../../core/ports';
import {
  type ExpandRequest,
  type GraphFormat,
  type GraphHost,
  graphHostValidators,
  type GraphPage,
  type GraphView,
} from '../../protocol/graph';
import type { Handlers } from '../../protocol/rpc';
import { connectWebview, loadWebviewPage } from '../webview/webviewPage';
import type { GraphPageParts } from './graphPageParts';
import type { GraphSource, LoadedGraph } from './graphSource';
import { saveGraph } from './saveGraph';

/** A page with one graph. It holds the graph, and the page draws what it is told. */
export class GraphPageHost implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = this.store.add(new Emitter<void>());
  private readonly panel: vscode.WebviewPanel;
  private loaded: LoadedGraph | undefined;
  readonly onDidDispose = this.disposed.event;

  constructor(
    private readonly parts: GraphPageParts,
    private readonly place: Place,
    private readonly source: GraphSource,
  ) {
    const what = source.kind === 'diagram' ? 'ER Diagram' : 'Dependencies';
    const title = `${what}: ${source.title}`;
    this.panel = vscode.window.createWebviewPanel('lakehouse.graph', title, vscode.ViewColumn.Active);
    this.panel.onDidDispose(() => {
      this.disposed.fire();
      this.store.dispose();
    });
    this.store.add(
      connectWebview<GraphHost, GraphPage>(
        this.panel.webview,
        this.handlers(),
        graphHostValidators,
        parts.runner,
      ),
    );
    loadWebviewPage(this.panel.webview, parts.context.extensionUri, { name: 'graph', title });
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  private handlers(): Handlers<GraphHost> {
    return {
      ready: async (_, signal) => this.view(this.loaded ?? (await this.load(signal))),
      refresh: async (_, signal) => this.view(await this.load(signal)),
      expand: (request, signal) => this.expand(request, signal),
      open: async ({ id }) => {
        if (/^r\d+$/.test(id)) {
          await this.parts.open(this.place, Number(id.slice(1)));
        }
      },
      save: ({ format, detail }) => this.save(format, detail),
    };
  }

  private database(): Promise<Database> {
    return this.parts.connections.database(this.place.profileId, this.place.database);
  }

  private async load(signal: CancelSignal): Promise<LoadedGraph> {
    const loaded = await this.source.load(await this.database(), signal);
    this.loaded = loaded;
    return loaded;
  }

  private async expand({ id, direction }: ExpandRequest, signal: CancelSignal): Promise<GraphView> {
    const before = this.loaded ?? (await this.load(signal));
    const reading = { database: await this.database(), signal };
    const graph = await expandNode(before.graph, id, direction, reading);
    this.loaded = { ...before, graph };
    return this.view(this.loaded);
  }

  private view({ graph, notes }: LoadedGraph): GraphView {
    const profile = this.parts.connections.profile(this.place.profileId);
    return {
      kind: this.source.kind,
      title: this.source.title,
      graph,
      notes,
      connectionName: profile?.name ?? '',
      database: this.place.database ?? profile?.database ?? '',
      environment: profile?.environment ?? '',
      ...(profile && { color: themeColorOf(profile) }),
    };
  }

  private save(format: GraphFormat, detail: GraphDetail): Promise<string | null> {
    const { kind, title } = this.source;
    const graph = this.loaded?.graph ?? { nodes: [], edges: [] };
    return saveGraph(title, format, () =>
      format === 'svg' ? svgText(graph, detail, title) : mermaidText(graph, kind, detail),
    );
  }
}
