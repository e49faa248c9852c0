import { folderLabels } from './folderLabels';
import type { MartOptions } from './loadMarts';
import type { BranchNode } from './nodes';

/** What to say in place of children that do not exist. */
export function emptyWords(node: BranchNode, marts: MartOptions | undefined): string {
  switch (node.kind) {
    case 'connection':
      return marts === undefined
        ? 'No databases'
        : marts.filter(node.profileId) === undefined
          ? 'No schema is named like one of the layers'
          : 'No mart passes the filter';
    case 'database':
      return 'No schemas';
    case 'layer':
      return 'No schemas';
    case 'favourites':
      return 'None of the favourites exists any more';
    case 'schema':
      return 'No relations';
    case 'relation':
      return 'No columns';
    case 'folder':
    case 'group':
      return `No ${folderLabels[node.holds].toLowerCase()}`;
  }
}
