import type { DbtGraph } from '../../../src/core/dbt/graph/dbtGraph';
import type { RunState } from '../../../src/core/dbt/graph/runState';
import { lineageOf } from '../../../src/core/dbt/lineage/lineageGraph';
import {
  type LineageHost,
  lineageHostValidators,
  type LineageMeasures,
  type LineagePage,
  type LineageQuestion,
  type LineageView,
} from '../../../src/protocol/lineage';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';

/** The host's end of a lineage's page: what the extension does, without VS Code. */
export class LineageOfGraph {
  readonly opened: string[] = [];
  readonly saved: string[] = [];
  readonly runs: RunState = new Map();
  asked: LineageQuestion = { number: 1, select: '' };
  measured: LineageMeasures = { connected: false, measures: {}, changed: [] };
  readonly acts: string[] = [];
  /** How the server of the target answers; at once unless told. */
  measure: () => LineageMeasures | Promise<LineageMeasures> = () => this.measured;
  target = 'dev';
  failure: string | undefined;
  remarks: readonly string[] = [];
  private rpc: Rpc<LineageHost, LineagePage> | undefined;

  constructor(private readonly graph: DbtGraph) {}

  readonly connect = (channel: Channel): void => {
    this.rpc = new Rpc<LineageHost, LineagePage>({
      channel,
      handlers: {
        ready: () => this.view(),
        refresh: () => this.view(),
        measures: () => this.measure(),
        open: ({ id }) => {
          this.opened.push(id);
        },
        act: ({ id, action }) => {
          this.acts.push(`${action} ${id}`);
        },
        save: ({ format, ids }) => {
          this.saved.push(`${format} ${String(ids.length)}`);
          return `lineage.${format}`;
        },
      },
      validators: lineageHostValidators,
      toWire: plainWireError,
    });
  };

  ask(question: Omit<LineageQuestion, 'number'>): void {
    this.asked = { ...question, number: this.asked.number + 1 };
    this.rpc?.notify.show(this.view());
  }

  private view(): LineageView {
    if (this.failure !== undefined) {
      throw new Error(this.failure);
    }
    return {
      project: 'shop',
      target: this.target,
      graph: lineageOf(this.graph, this.runs, Date.parse('2026-11-21T12:00:00Z')),
      remarks: this.remarks,
      asked: this.asked,
    };
  }
}
