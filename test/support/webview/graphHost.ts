import { neverCancelled } from '../../../src/base/cancelSignal';
import { expandNode } from '../../../src/core/graph/dependencyGraph';
import type { Database } from '../../../src/core/ports';
import {
  type GraphFormat,
  type GraphHost,
  graphHostValidators,
  type GraphPage,
  type GraphView,
} from '../../../src/protocol/graph';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';
import type { GraphSource, LoadedGraph } from '../../../src/vscode/graph/graphSource';

/** The host's end of a graph's page over a real catalog: what the extension does, without VS Code. */
export class CatalogGraph {
  readonly opened: string[] = [];
  readonly saved: string[] = [];
  failure: string | undefined;
  private loaded: LoadedGraph | undefined;

  constructor(
    private readonly database: Database,
    private readonly source: GraphSource,
  ) {}

  readonly connect = (channel: Channel): void => {
    new Rpc<GraphHost, GraphPage>({
      channel,
      handlers: {
        ready: async () => this.view(this.loaded ?? (await this.load())),
        refresh: async () => this.view(await this.load()),
        expand: async ({ id, direction }) => {
          if (this.failure !== undefined) {
            throw new Error(this.failure);
          }
          const before = this.loaded ?? (await this.load());
          const reading = { database: this.database, signal: neverCancelled };
          this.loaded = { ...before, graph: await expandNode(before.graph, id, direction, reading) };
          return this.view(this.loaded);
        },
        open: ({ id }) => {
          this.opened.push(id);
        },
        save: ({ format, detail }) => this.save(format, detail),
      },
      validators: graphHostValidators,
      toWire: plainWireError,
    });
  };

  private save(format: GraphFormat, detail: string): string {
    this.saved.push(`${format} ${detail}`);
    return `graph.${format}`;
  }

  private async load(): Promise<LoadedGraph> {
    this.loaded = await this.source.load(this.database, neverCancelled);
    return this.loaded;
  }

  private view({ graph, notes }: LoadedGraph): GraphView {
    const { kind, title } = this.source;
    const place = { connectionName: 'Warehouse', database: 'lakehouse', environment: 'staging' };
    return { kind, title, graph, notes, ...place };
  }
}
