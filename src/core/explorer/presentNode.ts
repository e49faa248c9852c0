import { assertNever } from '../../base/assertNever';
import type { DatabaseRow } from '../catalog/queries/databases';
import { displayName } from './displayName';
import { folderLabels } from './folderLabels';
import { countWords } from './measures';
import type {
  ExplorerNode,
  FavouritesNode,
  FolderNode,
  GroupNode,
  LayerNode,
  MessageNode,
  MoreNode,
  SchemaNode,
} from './nodes';
import { presentColumn } from './presentColumn';
import { type ConnectionCondition, presentConnection, presentConnectionGroup } from './presentConnection';
import { presentIndex } from './presentIndex';
import { presentObject } from './presentObject';
import { presentRelation } from './presentRelation';
import { joined, lines, type Presentation } from './presentation';

/** How a node looks. `condition` is that of the node's connection, and matters for connection nodes only. */
export function presentNode(node: ExplorerNode, condition: ConnectionCondition): Presentation {
  switch (node.kind) {
    case 'connection':
      return presentConnection(node.profile, condition);
    case 'connectionGroup':
      return presentConnectionGroup(node.name, node.members.length);
    case 'database':
      return presentDatabase(node.row);
    case 'layer':
      return presentLayer(node);
    case 'favourites':
      return presentFavourites(node);
    case 'schema':
      return presentSchema(node);
    case 'relation':
      return presentRelation(node);
    case 'folder':
      return presentFolder(node);
    case 'group':
      return presentGroup(node);
    case 'object':
      return presentObject(node.row);
    case 'column':
      return presentColumn(node.row);
    case 'index':
      return presentIndex(node.row);
    case 'more':
      return presentMore(node);
    case 'message':
      return presentMessage(node);
    default:
      return assertNever(node);
  }
}

function presentDatabase(row: DatabaseRow): Presentation {
  const label = displayName(row.name);
  const reachable = row.own || (row.connectable && row.open);
  const obstacle = row.open ? 'no right to connect' : 'accepts no connections';
  const description = reachable ? '' : obstacle;
  return {
    label,
    description,
    tooltip: lines(`Database ${label}`, `Owner: ${displayName(row.owner)}`, description, row.comment),
    icon: 'database',
    iconColor: reachable ? undefined : 'disabledForeground',
    contextValue: reachable ? 'database' : 'closedDatabase',
    expandable: row.own ? 'expanded' : reachable ? 'collapsed' : 'none',
    spoken: joined(`Database ${label}`, description),
  };
}

function presentLayer(node: LayerNode): Presentation {
  const label = displayName(node.name);
  const description = `${countWords(node.schemas)} schemas`;
  return {
    label,
    description,
    tooltip: [`Layer ${label}: ${description}`, 'By the setting lakehouse.marts.layers'],
    icon: 'library',
    iconColor: undefined,
    contextValue: 'layer',
    expandable: 'collapsed',
    spoken: joined(`Layer ${label}`, description),
  };
}

function presentFavourites(node: FavouritesNode): Presentation {
  return {
    label: 'Favourites',
    description: countWords(node.count),
    tooltip: [],
    icon: 'star-full',
    iconColor: undefined,
    contextValue: 'favourites',
    expandable: 'expanded',
    spoken: joined('Favourites', countWords(node.count)),
  };
}

function presentSchema({ row, layer }: SchemaNode): Presentation {
  const label = displayName(row.name);
  const description = joined(
    layer === undefined || layer === row.name ? undefined : `${displayName(layer)} layer`,
    row.usable ? undefined : 'no right to use',
  );
  return {
    label,
    description,
    tooltip: lines(`Schema ${label}`, `Owner: ${displayName(row.owner)}`, description, row.comment),
    icon: 'symbol-namespace',
    iconColor: row.usable ? undefined : 'disabledForeground',
    contextValue: 'schema',
    expandable: 'collapsed',
    spoken: joined(`Schema ${label}`, description),
  };
}

function presentFolder(node: FolderNode): Presentation {
  const isPartitions = node.holds === 'partitions';
  const label = folderLabels[node.holds];
  const description = isPartitions ? `by ${node.row.partitionKey ?? 'an unknown key'}` : '';
  return {
    label,
    description: displayName(description),
    tooltip: [],
    icon: 'folder',
    iconColor: undefined,
    contextValue: `folder.${node.holds}`,
    expandable: 'collapsed',
    spoken: `${label} of ${displayName(node.row.name)}`,
  };
}

function presentGroup(node: GroupNode): Presentation {
  const label = folderLabels[node.holds];
  return {
    label,
    description: '',
    tooltip: [],
    icon: 'folder',
    iconColor: undefined,
    contextValue: `folder.${node.holds}`,
    expandable: 'collapsed',
    spoken: node.schema === undefined ? label : `${label} of ${displayName(node.schema.name)}`,
  };
}

function presentMore(node: MoreNode): Presentation {
  const shown = countWords(node.shown);
  const of = node.total === undefined ? '' : ` of ${countWords(node.total)}`;
  return {
    label: `Show more (${shown}${of})`,
    description: '',
    tooltip: [],
    icon: 'ellipsis',
    iconColor: undefined,
    contextValue: 'more',
    expandable: 'none',
    spoken: `Show more, ${shown}${of} are shown`,
  };
}

function presentMessage(node: MessageNode): Presentation {
  const [first = '', ...rest] = node.text.split('\n');
  return {
    label: first,
    description: '',
    tooltip: lines(first, ...rest),
    icon: messageIcons[node.tone],
    iconColor: node.tone === 'error' ? 'errorForeground' : undefined,
    contextValue: `message.${node.tone}`,
    expandable: 'none',
    spoken: node.text,
  };
}

const messageIcons: Readonly<Record<MessageNode['tone'], string>> = {
  info: 'info',
  error: 'error',
  warning: 'warning',
  action: 'refresh',
};
