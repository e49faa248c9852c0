import { UserError } from '../../../base/userError';
import { type ActionTarget, targetKindWords } from '../../../core/catalog/actions/target';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import { displayName } from '../../../core/explorer/displayName';
import { type ExplorerNode, type Place, placeOf } from '../../../core/explorer/nodes';
import { nodeTarget } from '../../../core/explorer/nodeTarget';
import type { ActionServices } from './actionServices';

/** The object that an action is about, and where it lives. */
export interface ActionObject {
  readonly node: ExplorerNode;
  readonly target: ActionTarget;
  readonly place: Place;
  readonly profile: ConnectionProfile;
}

/** @throws UserError when the node is no object of the kinds that the action is for, or its connection is gone. */
export function actionObject(
  services: { readonly connections: Pick<ActionServices['connections'], 'profile'> },
  node: ExplorerNode | undefined,
  action: { readonly title: string; readonly takes: (target: ActionTarget) => boolean },
): ActionObject {
  const target = node && nodeTarget(node);
  const place = node && placeOf(node);
  if (node === undefined || target === undefined || place === undefined) {
    throw new UserError(`Select an object in the Lakehouse sidebar first, then choose ${action.title}.`);
  }
  if (!action.takes(target)) {
    throw new UserError(`${action.title} is not possible for a ${targetKindWords(target.kind)}.`);
  }
  const profile = services.connections.profile(place.profileId);
  if (profile === undefined) {
    throw new UserError('This connection is no longer in the settings. Refresh the Lakehouse sidebar.');
  }
  return { node, target, place, profile };
}

/** Such as `core.loans`, for a sentence: not quoted, and on one line. */
export function shownName({ schema, relation, name, signature }: ActionTarget): string {
  const parts = [schema, relation, name].filter((part) => part !== undefined).map(displayName);
  return `${parts.join('.')}${signature === undefined ? '' : `(${displayName(signature)})`}`;
}

/** Such as `table core.loans`. */
export function shownObject(target: ActionTarget): string {
  return `${targetKindWords(target.kind)} ${shownName(target)}`;
}

/** The name of the database that the object lives in, for a query editor. */
export function databaseOf({ place, profile }: ActionObject): string {
  return place.database ?? profile.database;
}
