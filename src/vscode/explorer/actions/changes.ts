import { neverCancelled } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { commentSql } from '../../../core/catalog/actions/comment';
import { type Dependent, dependents } from '../../../core/catalog/actions/dependents';
import { dropSql } from '../../../core/catalog/actions/drop';
import { refreshableConcurrently, refreshSql } from '../../../core/catalog/actions/refreshMaterializedView';
import { renameSql } from '../../../core/catalog/actions/rename';
import type { ActionTarget, TargetKind } from '../../../core/catalog/actions/target';
import { truncateSql } from '../../../core/catalog/actions/truncate';
import { analyzeSql, vacuumSql } from '../../../core/catalog/actions/vacuum';
import { displayName } from '../../../core/explorer/displayName';
import { countWords } from '../../../core/explorer/measures';
import type { ExplorerNode } from '../../../core/explorer/nodes';
import { type ActionObject, actionObject, shownName, shownObject } from './actionObject';
import type { ActionServices } from './actionServices';
import { applyChange, refuseReadOnly } from './change';

type Action = (node: ExplorerNode | undefined) => Promise<void>;

/** Dependents that a dialog names; the rest is counted. */
const namedDependents = 15;

export function rename(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, {
      title: 'Rename',
      takes: ({ kind }) => kind !== 'extension',
    });
    refuseReadOnly(object);
    const { target } = object;
    const name = await services.ask({
      title: `Rename the ${shownObject(target)}`,
      prompt:
        'The new name as it is, without quotes. Views keep working; functions and scripts that name it do not.',
      value: target.name,
      validateInput: (text) => (text === '' ? 'A name has at least one character.' : undefined),
    });
    if (name === undefined || name === target.name) {
      return;
    }
    await applyChange(services, object, {
      sql: renameSql(target, name),
      question: `Rename the ${shownObject(target)} to ${displayName(name)}`,
      yes: 'Rename',
      doing: `Renaming ${shownName(target)}…`,
      done: `Renamed the ${shownObject(target)} to ${displayName(name)}.`,
    });
  };
}

export function comment(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, { title: 'Edit Comment', takes: () => true });
    refuseReadOnly(object);
    const { target } = object;
    const text = await services.ask({
      title: `Comment on the ${shownObject(target)}`,
      prompt: 'An empty text removes the comment.',
      value: commentOf(object.node),
    });
    if (text === undefined || text === commentOf(object.node)) {
      return;
    }
    await applyChange(services, object, {
      sql: commentSql(target, text),
      question: `${text === '' ? 'Remove the comment' : 'Set the comment'} of the ${shownObject(target)}`,
      yes: text === '' ? 'Remove Comment' : 'Set Comment',
      doing: `Commenting on ${shownName(target)}…`,
      done: `The comment of the ${shownObject(target)} was ${text === '' ? 'removed' : 'set'}.`,
    });
  };
}

export function truncate(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, {
      title: 'Truncate',
      takes: among('table', 'partitionedTable', 'foreignTable'),
    });
    const { target } = object;
    await applyChange(services, object, {
      sql: truncateSql(target),
      question: `Remove all rows of the ${shownObject(target)}`,
      warning: `Every row is removed at once, those of partitions too. It cannot be undone.`,
      yes: 'Truncate',
      doing: `Truncating ${shownName(target)}…`,
      done: `Truncated the ${shownObject(target)}: it is empty.`,
    });
  };
}

export function drop(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, {
      title: 'Drop',
      takes: ({ kind }) => kind !== 'database',
    });
    refuseReadOnly(object);
    refuseViewColumn(object.node);
    const { target } = object;
    const found = await readDependents(services, object);
    const cascade = found.some((dependent) => dependent.needsCascade);
    await applyChange(services, object, {
      sql: dropSql(target, cascade),
      question: `Drop the ${shownObject(target)}${found.length === 0 ? '' : ' and what depends on it'}`,
      warning:
        found.length === 0 ? 'Nothing else depends on it. It cannot be undone.' : dependentsText(found),
      yes: found.length === 0 ? 'Drop' : 'Drop All',
      doing: `Dropping ${shownName(target)}…`,
      done: `Dropped the ${shownObject(target)}${found.length === 0 ? '' : ' and what depended on it'}.`,
    });
  };
}

export function vacuum(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, { title: 'Vacuum', takes: maintained });
    const name = shownName(object.target);
    await applyChange(services, object, {
      sql: vacuumSql(object.target),
      question: `Vacuum and analyze ${name}`,
      warning: 'Others can read and write meanwhile. It may take long, and can be cancelled.',
      yes: 'Vacuum',
      doing: `Vacuuming ${name}…`,
      done: `Vacuumed and analyzed ${name}.`,
    });
  };
}

export function analyze(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, {
      title: 'Analyze',
      takes: (target) => maintained(target) || target.kind === 'foreignTable',
    });
    const name = shownName(object.target);
    await applyChange(services, object, {
      sql: analyzeSql(object.target),
      question: `Analyze ${name}`,
      warning: 'It reads a sample of the rows. Others can read and write meanwhile.',
      yes: 'Analyze',
      doing: `Analyzing ${name}…`,
      done: `Analyzed ${name}.`,
    });
  };
}

export function refreshView(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, {
      title: 'Refresh Materialized View',
      takes: among('materializedView'),
    });
    refuseReadOnly(object);
    const { target, place } = object;
    const database = await services.connections.database(place.profileId, place.database);
    const [concurrently = false] = await database.read(refreshableConcurrently(target.oid), neverCancelled);
    const name = shownName(target);
    await applyChange(services, object, {
      sql: refreshSql(target, concurrently),
      question: `Refresh the materialized view ${name}`,
      warning: concurrently
        ? 'Others can read it meanwhile.'
        : 'Others cannot read it meanwhile. With a unique index over columns, and once filled, it could be refreshed concurrently.',
      yes: 'Refresh',
      doing: `Refreshing ${name}…`,
      done: `Refreshed the materialized view ${name}.`,
    });
  };
}

function among(...kinds: readonly TargetKind[]): (target: ActionTarget) => boolean {
  return ({ kind }) => kinds.includes(kind);
}

const maintained = among('table', 'partitionedTable', 'materializedView');

function refuseViewColumn(node: ExplorerNode): void {
  if (
    node.kind === 'column' &&
    (node.relation.kind === 'view' || node.relation.kind === 'materializedView')
  ) {
    throw new UserError('A view loses a column only when it is created anew, without the column.');
  }
}

function commentOf(node: ExplorerNode): string {
  switch (node.kind) {
    case 'database':
    case 'schema':
    case 'relation':
    case 'column':
    case 'index':
    case 'object':
      return node.row.comment ?? '';
    case 'connection':
    case 'connectionGroup':
    case 'layer':
    case 'favourites':
    case 'folder':
    case 'group':
    case 'more':
    case 'message':
      return '';
  }
}

async function readDependents(
  services: ActionServices,
  { target, place }: ActionObject,
): Promise<readonly Dependent[]> {
  const query = dependents(target, namedDependents);
  if (query === undefined) {
    return [];
  }
  const database = await services.connections.database(place.profileId, place.database);
  return database.read(query, neverCancelled);
}

function dependentsText(found: readonly Dependent[]): string {
  const more = (found[0]?.total ?? 0) - found.length;
  return [
    'These are dropped with it, and it cannot be undone:',
    ...found.map(({ description }) => `• ${displayName(description)}`),
    ...(more > 0 ? [`… and ${countWords(more)} more`] : []),
  ].join('\n');
}
