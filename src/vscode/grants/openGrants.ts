import { type ExplorerNode, placeOf } from '../../core/explorer/nodes';
import { choosePlace } from '../scaffold/chooseScaffold';
import { GrantsPanel } from './grantsPanel';
import type { GrantsParts } from './grantsParts';

/**
 * Opens the matrix for a node: of its schema, or of the database.
 * @throws CancelledError when no connection was chosen, UserError when there is none
 */
export async function openGrants(parts: GrantsParts, node: ExplorerNode | undefined): Promise<GrantsPanel> {
  const place = (node && placeOf(node)) ?? (await choosePlace(parts.connections.profiles));
  const schema = node?.kind === 'schema' ? node.row.name : undefined;
  const relation = node?.kind === 'relation' ? node.row : undefined;
  return new GrantsPanel(parts, place, { schema: relation?.schema ?? schema });
}
