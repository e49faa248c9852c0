import { folderLabels } from './folderLabels';
import type { MartOptions } from './loadChildren';
import type { BranchNode } from './nodes';

/** What to say in place of children that do not exist. */
export function emptyWords(node: BranchNode, marts: MartOptions | undefined): string {
  switch (node.kind) {
    case 'connection':
      return marts ? `No schema is named like a mart: ${marts.patterns.join(', ')}` : 'No databases';
    case 'database':
      return 'No schemas';
    case 'schema':
      return 'No relations';
    case 'relation':
      return 'No columns';
    case 'folder':
    case 'group':
      return `No ${folderLabels[node.holds].toLowerCase()}`;
  }
}
