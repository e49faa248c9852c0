import { neverCancelled } from '../../../base/cancelSignal';
import { countRowsSql } from '../../../core/catalog/actions/countRows';
import { sampleRowsSql } from '../../../core/catalog/actions/sampleRows';
import { insertStatement, selectStatement } from '../../../core/catalog/actions/statements';
import { type ActionTarget, isRelationKind } from '../../../core/catalog/actions/target';
import { columns, type ColumnRow } from '../../../core/catalog/queries/columns';
import { countWords } from '../../../core/explorer/measures';
import type { ExplorerNode } from '../../../core/explorer/nodes';
import { readSetting } from '../../settings';
import { type ActionObject, actionObject, databaseOf, shownName } from './actionObject';
import type { ActionServices } from './actionServices';
import { runStatement } from './runStatement';

type Action = (node: ExplorerNode | undefined) => Promise<void>;

/** More columns than a relation can have. */
const allColumns = 2000;

export function countRows(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, { title: 'Count Rows', takes: isRelation });
    const name = shownName(object.target);
    const count = await runStatement(services, object, {
      title: `Counting the rows of ${name}…`,
      sql: countRowsSql(object.target),
    });
    const rows = Number(count);
    services.say(`${name} has ${countWords(rows)} ${rows === 1 ? 'row' : 'rows'}.`);
  };
}

export function sampleRows(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, { title: 'Sample Rows', takes: isRelation });
    const estimate = object.node.kind === 'relation' ? object.node.row.estimatedRows : undefined;
    const sql = sampleRowsSql(object.target, readSetting('lakehouse.explorer.selectTopRows'), estimate);
    await services.queries.openAndRun(object.profile.id, databaseOf(object), sql);
  };
}

export function copySelect(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, { title: 'Copy SELECT', takes: isRelation });
    await services.copy(selectStatement(object.target, await readColumns(services, object)));
  };
}

export function copyInsert(services: ActionServices): Action {
  return async (node) => {
    const object = actionObject(services, node, { title: 'Copy INSERT', takes: isRelation });
    await services.copy(insertStatement(object.target, await readColumns(services, object)));
  };
}

function isRelation({ kind }: ActionTarget): boolean {
  return isRelationKind(kind);
}

async function readColumns(
  services: ActionServices,
  { target, place }: ActionObject,
): Promise<readonly ColumnRow[]> {
  const database = await services.connections.database(place.profileId, place.database);
  return database.read(columns(target.oid).page(undefined, allColumns), neverCancelled);
}
