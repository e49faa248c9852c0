import type { CancelSignal } from '../../base/cancelSignal';
import { untilAborted } from '../../base/untilAborted';
import type { PageRequest } from '../../core/catalog/listing';
import { arrangeConnections } from '../../core/connections/arrangeConnections';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { ProfileProblem } from '../../core/connections/readProfiles';
import { emptyWords } from '../../core/explorer/emptyWords';
import type { MartOptions } from '../../core/explorer/loadMarts';
import type { NodePage } from '../../core/explorer/nodePage';
import {
  type BranchNode,
  childId,
  type ConnectionNode,
  type ExplorerNode,
  type MessageNode,
  placeOf,
} from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { Notice, TreeSource } from './treeModel';

/** What the trees need of the connections. */
export type ExplorerConnections = Pick<
  ConnectionService,
  'profiles' | 'problems' | 'onDidChange' | 'state' | 'database'
>;

/** The configured connections as roots of a tree, and the catalog below them. */
export class ConnectionSource implements TreeSource {
  private readonly nodes = new Map<string, ConnectionNode>();
  private readonly generations = new Map<string, number>();

  constructor(
    private readonly connections: ExplorerConnections,
    /** Answers undefined in the tree of databases. */
    private readonly marts: () => MartOptions | undefined,
  ) {}

  roots(): readonly ExplorerNode[] {
    const problems = this.marts() ? [] : this.connections.problems;
    return [...this.grouped(), ...entryRows(problems)];
  }

  async load(node: BranchNode, page: PageRequest, signal: CancelSignal): Promise<NodePage> {
    const place = placeOf(node);
    if (place === undefined) {
      return { nodes: [], next: undefined, total: undefined };
    }
    const database = await untilAborted(this.connections.database(place.profileId, place.database), signal);
    const { loadChildren } = await import('../../core/explorer/loadChildren');
    return loadChildren(node, database, { ...page, marts: this.marts() }, signal);
  }

  empty(node: BranchNode): Notice {
    const text = emptyWords(node, this.marts());
    const unfiltered = node.kind === 'connection' && this.marts()?.filter(node.profileId) === undefined;
    return { text, action: unfiltered ? chooseMarts : undefined };
  }

  /**
   * Makes the connection another node from now on. A tree keeps a node expanded as long as it is the same, and an expanded
   * connection would connect again right after the user disconnected it.
   */
  renew(profileId: string): void {
    this.generations.set(profileId, (this.generations.get(profileId) ?? 0) + 1);
  }

  /** In the order of the settings; a group stands where its first connection does. */
  private grouped(): readonly ExplorerNode[] {
    return arrangeConnections(this.connections.profiles)
      .map(({ group, profiles }) => {
        const members = profiles.map((profile) => this.root(profile));
        return group === undefined
          ? members
          : { kind: 'connectionGroup' as const, id: childId('connectionGroup', group), name: group, members };
      })
      .flat();
  }

  private root(profile: ConnectionProfile): ConnectionNode {
    const generation = this.generations.get(profile.id) ?? 0;
    const id = childId('connection', String(generation), profile.id);
    const known = this.nodes.get(profile.id);
    if (known?.id === id && known.profile === profile) {
      return known;
    }
    const node: ConnectionNode = { kind: 'connection', id, profileId: profile.id, profile };
    this.nodes.set(profile.id, node);
    return node;
  }
}

const chooseMarts = {
  title: 'Choose Which Schemas Belong to Which Layer',
  command: 'workbench.action.openSettings',
  args: ['lakehouse.marts.layers'],
} as const;

/** One row for each settings entry, however much is wrong with it. */
function entryRows(problems: readonly ProfileProblem[]): readonly MessageNode[] {
  const entries = [...new Set(problems.map(({ where }) => where))];
  return entries.map((where) => {
    const messages = problems.filter((each) => each.where === where).map(({ message }) => message);
    return problemNode(where, messages.join(' '));
  });
}

function problemNode(where: string, message: string): MessageNode {
  return {
    kind: 'message',
    id: childId('problem', where),
    tone: 'warning',
    text: `${where}: ${message}`,
    action: { kind: 'command', command: 'workbench.action.openSettings', args: ['lakehouse.connections'] },
  };
}
