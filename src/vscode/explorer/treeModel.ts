import { type CancelSignal, isCancellation } from '../../base/cancelSignal';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { untilAborted } from '../../base/untilAborted';
import type { UserErrorAction } from '../../base/userError';
import type { PageRequest } from '../../core/catalog/listing';
import type { NodePage } from '../../core/explorer/nodePage';
import {
  type BranchNode,
  childId,
  type ExplorerNode,
  isBranch,
  isFolder,
  isWithin,
  type MessageAction,
  type MessageNode,
  type MoreNode,
} from '../../core/explorer/nodes';
import { ObjectGoneError } from '../../core/explorer/objectGone';

/** Where the nodes of a tree come from. */
export interface TreeSource {
  roots(): readonly ExplorerNode[];
  load(node: BranchNode, request: PageRequest, signal: CancelSignal): Promise<NodePage>;
  /** What stands in place of children where there are none. */
  empty(node: BranchNode): Notice;
}

/** A sentence in the tree, with what helps. */
export interface Notice {
  readonly text: string;
  readonly action: UserErrorAction | undefined;
}

/** How a tree speaks to its user. */
export interface TreeVoice {
  /** The sentence for a failure, shown in the tree. */
  explain(error: unknown): Notice;
  /** Says something outside of the tree. */
  announce(message: string): void;
}

/** Children of one node at a time. */
export const pageSize = 500;

interface Loaded {
  readonly nodes: readonly ExplorerNode[];
  /** The last of the nodes: what stands after the whole list. */
  readonly footer: readonly ExplorerNode[];
  /** Rows of the listing among the nodes, in whole pages. */
  readonly count: number;
  readonly total: number | undefined;
  readonly failed: boolean;
}

interface Known {
  readonly node: ExplorerNode;
  /** The id of the parent; undefined for a root. */
  readonly parent: string | undefined;
}

interface Loading {
  readonly stop: () => void;
  readonly nodes: Promise<readonly ExplorerNode[]>;
}

/**
 * What is loaded of a tree. A node's children are read once, when it is first expanded, and kept until a refresh; a
 * collapse or a refresh stops what is being read.
 */
export class TreeModel implements Disposable {
  private readonly changed = new Emitter<ExplorerNode | undefined>();
  /** The node, or the whole tree, is to be shown anew. */
  readonly onDidChange = this.changed.event;
  /** The nodes as they were last read, by id. */
  private readonly known = new Map<string, Known>();
  private readonly mine = new WeakSet();
  private readonly loaded = new Map<string, Loaded>();
  private readonly loading = new Map<string, Loading>();
  /** How many children a refreshed node showed, so that a refresh does not fold a long list. */
  private readonly shown = new Map<string, number>();

  constructor(
    private readonly source: TreeSource,
    private readonly voice: TreeVoice,
  ) {}

  roots(): readonly ExplorerNode[] {
    const roots = this.learn(this.source.roots(), undefined);
    for (const node of roots) {
      if (node.kind === 'connectionGroup') {
        this.learn(node.members, node.id);
      }
    }
    return roots;
  }

  /** The children of a node; a failure becomes nodes that explain it. */
  children(node: ExplorerNode): Promise<readonly ExplorerNode[]> {
    if (!isBranch(node)) {
      return Promise.resolve(node.kind === 'connectionGroup' ? node.members : []);
    }
    const nodes = this.loaded.get(node.id)?.nodes;
    return nodes ? Promise.resolve(nodes) : (this.loading.get(node.id)?.nodes ?? this.expand(node));
  }

  /** The first child that matches, reading as many pages as it takes. */
  async find(
    node: ExplorerNode,
    matches: (child: ExplorerNode) => boolean,
  ): Promise<ExplorerNode | undefined> {
    for (;;) {
      const children = await this.children(node);
      const found = children.find(matches);
      const more = children.find((child) => child.kind === 'more');
      if (found !== undefined || more === undefined) {
        return found;
      }
      await this.showMore(more);
    }
  }

  parent(node: ExplorerNode): ExplorerNode | undefined {
    const parent = this.known.get(node.id)?.parent;
    return parent === undefined ? undefined : this.known.get(parent)?.node;
  }

  /** Whether the value is a node of this tree. */
  owns(value: unknown): value is ExplorerNode {
    return typeof value === 'object' && value !== null && this.mine.has(value);
  }

  /**
   * Reads the next page of the list that the node ends.
   * @throws as the source's `load`.
   */
  async showMore(more: MoreNode): Promise<void> {
    const parent = this.parent(more);
    const before = parent && this.loaded.get(parent.id);
    if (!parent || !isBranch(parent) || !before || this.loading.has(parent.id)) {
      return;
    }
    await this.track(parent, async (signal) => {
      const page = await this.read(parent, { after: more.next, limit: pageSize }, signal);
      const { footer } = before;
      const nodes = before.nodes.filter((node) => node.kind !== 'more' && !footer.includes(node));
      return this.keep(parent, page, { ...before, nodes });
    });
    this.show(parent);
  }

  /** Reads the node's subtree, or everything, again where it is shown. */
  refresh(node: ExplorerNode | undefined): void {
    const branch = node && !isBranch(node) ? this.parent(node) : node;
    this.forget(branch);
    this.show(branch);
  }

  /** Drops what is loaded of the node's subtree, or of everything, and stops what is being read. The node stays. */
  forget(node: ExplorerNode | undefined): void {
    const isBelow = (id: string): boolean => node === undefined || isWithin(id, node.id);
    for (const [id, load] of [...this.loading]) {
      if (isBelow(id)) {
        this.loading.delete(id);
        load.stop();
      }
    }
    for (const [id, { count }] of [...this.loaded]) {
      if (isBelow(id)) {
        this.loaded.delete(id);
        this.shown.set(id, Math.max(count, pageSize));
      }
    }
    for (const [id, { parent }] of [...this.known]) {
      if (isBelow(id) && id !== node?.id && parent !== undefined) {
        this.known.delete(id);
      }
    }
  }

  /** Shows the node, or the whole tree, anew without reading anything again. */
  show(node: ExplorerNode | undefined): void {
    this.changed.fire(node && (this.known.get(node.id)?.node ?? node));
  }

  /** Stops what is being read for the node and below it. */
  stop(node: ExplorerNode): void {
    for (const [id, load] of [...this.loading]) {
      if (isWithin(id, node.id)) {
        load.stop();
      }
    }
  }

  /** Lets what failed at and below the node be tried again. */
  forgetFailures(node: ExplorerNode): void {
    for (const [id, { failed }] of [...this.loaded]) {
      if (failed && isWithin(id, node.id)) {
        this.loaded.delete(id);
      }
    }
  }

  dispose(): void {
    this.forget(undefined);
    this.changed.dispose();
  }

  private expand(node: BranchNode): Promise<readonly ExplorerNode[]> {
    const limit = this.shown.get(node.id) ?? pageSize;
    return this.track(node, async (signal) => {
      try {
        const page = await this.read(node, { after: undefined, limit }, signal);
        return this.keep(node, page, undefined);
      } catch (error) {
        if (signal.aborted) {
          // Whoever asked keeps the empty answer, so it must hear that this is none, and only after it was given.
          setTimeout(() => this.show(node), 0);
          return [];
        }
        return this.fail(node, error);
      }
    });
  }

  /** Runs a load that `stop` and a refresh can end. */
  private track(node: BranchNode, load: (signal: CancelSignal) => Loading['nodes']): Loading['nodes'] {
    const controller = new AbortController();
    const entry = { stop: () => controller.abort(), nodes: load(controller.signal) };
    this.loading.set(node.id, entry);
    return entry.nodes.finally(() => {
      if (this.loading.get(node.id) === entry) {
        this.loading.delete(node.id);
      }
    });
  }

  private async read(node: BranchNode, request: PageRequest, signal: CancelSignal): Promise<NodePage> {
    return untilAborted(this.source.load(node, request, signal), signal);
  }

  private keep(node: BranchNode, page: NodePage, before: Loaded | undefined): readonly ExplorerNode[] {
    const count = (before?.count ?? 0) + page.nodes.filter((child) => !isFolder(child)).length;
    const total = page.total ?? before?.total;
    const nodes = uniqueNodes([...(before?.nodes ?? []), ...page.nodes]);
    if (page.next) {
      const next = page.next;
      nodes.push({ kind: 'more', id: childId(node.id, 'more', ...next), shown: count, total, next });
    } else if (nodes.length === 0) {
      nodes.push(...notices(node, this.source.empty(node), 'info'));
    }
    const footer = page.footer ?? before?.footer ?? [];
    return this.store(node, { nodes: [...nodes, ...footer], footer, count, total, failed: false });
  }

  private fail(node: BranchNode, error: unknown): readonly ExplorerNode[] {
    if (error instanceof ObjectGoneError) {
      this.voice.announce(error.message);
      this.refresh(this.parent(node));
      return [];
    }
    const notice = isCancellation(error)
      ? { text: 'Cancelled.', action: undefined }
      : this.voice.explain(error);
    const nodes = notices(node, notice, isCancellation(error) ? 'info' : 'error');
    return this.store(node, {
      nodes: [...nodes, retry(node)],
      footer: [],
      count: 0,
      total: undefined,
      failed: true,
    });
  }

  private store(node: BranchNode, loaded: Loaded): readonly ExplorerNode[] {
    this.loaded.set(node.id, loaded);
    this.shown.delete(node.id);
    return this.learn(loaded.nodes, node.id);
  }

  private learn(nodes: readonly ExplorerNode[], parent: string | undefined): readonly ExplorerNode[] {
    for (const node of nodes) {
      this.known.set(node.id, { node, parent });
      this.mine.add(node);
    }
    return nodes;
  }
}

/** An object that was renamed between two pages may come twice, and a view refuses a second node of one id. */
function uniqueNodes(nodes: readonly ExplorerNode[]): ExplorerNode[] {
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

function notices(node: BranchNode, notice: Notice, tone: 'info' | 'error'): MessageNode[] {
  const { action } = notice;
  const help: MessageNode[] = action
    ? [
        message(node, 'action', action.title, {
          kind: 'command',
          command: action.command,
          args: action.args ?? [],
        }),
      ]
    : [];
  return [message(node, tone, notice.text, undefined), ...help];
}

function retry(node: BranchNode): MessageNode {
  return message(node, 'action', 'Try Again', { kind: 'retry' });
}

function message(
  node: BranchNode,
  tone: MessageNode['tone'],
  text: string,
  action: MessageAction | undefined,
): MessageNode {
  return { kind: 'message', id: childId(node.id, 'message', tone, text), tone, text, action };
}
