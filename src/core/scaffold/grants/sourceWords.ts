import type { RightSource } from './heldRights';

/** Where a privilege comes from, in words that follow a colon. */
export function sourceWords(source: RightSource): string {
  switch (source.kind) {
    case 'granted':
      return `granted by ${source.grantor}${source.grantable ? ', with grant option' : ''}`;
    case 'owner':
      return 'it is the owner';
    case 'superuser':
      return 'it is a superuser';
    case 'public':
      return 'everybody has it (PUBLIC)';
    case 'member': {
      const way = `as a member of ${source.path.join(', which is a member of ')}`;
      return source.owner ? `${way}, the owner` : way;
    }
    case 'columns':
      return `on the columns ${source.columns.join(', ')} only`;
  }
}
