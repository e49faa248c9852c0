import { isCancellation } from '../../src/base/cancelSignal';
import type { NodeRequest, PlanHost } from '../../src/protocol/plan';
import type { Remote } from '../../src/protocol/rpc';
import type { KnownNode } from './planDetails';

/** The details of the selected node, asked for once it is selected; the answers for the last plan are kept. */
export class NodeDetails {
  private readonly known = new Map<number, KnownNode | Error>();
  private shown: NodeRequest | undefined;
  private loading: AbortController | undefined;

  constructor(
    private readonly host: Remote<PlanHost>,
    private readonly changed: () => void,
  ) {}

  /** What is known of a node; when nothing is yet, it is asked for. */
  of(request: NodeRequest): KnownNode | Error | undefined {
    const { shown } = this;
    const samePlan = shown?.runId === request.runId && shown.plan === request.plan;
    if (!samePlan) {
      this.known.clear();
    }
    this.shown = request;
    if (!this.known.has(request.node) && !(samePlan && shown.node === request.node)) {
      this.loading?.abort();
      this.loading = new AbortController();
      void this.load(request, this.loading.signal);
    }
    return this.known.get(request.node);
  }

  private async load(request: NodeRequest, signal: AbortSignal): Promise<void> {
    try {
      const [lines, sources] = await Promise.all([
        this.host.details(request, signal),
        this.host.sources(request, signal),
      ]);
      this.known.set(request.node, { lines, sources });
    } catch (error) {
      if (isCancellation(error)) {
        return;
      }
      this.known.set(request.node, error instanceof Error ? error : new Error(String(error)));
    }
    this.changed();
  }
}
