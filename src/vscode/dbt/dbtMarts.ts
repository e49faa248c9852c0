import { assertNever } from '../../base/assertNever';
import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { currentRelation, type RelationRow } from '../../core/catalog/queries/relations';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { displayName } from '../../core/explorer/displayName';
import { martLayersOf } from '../../core/explorer/martLayersOf';
import { martRevealSteps } from '../../core/explorer/martRevealSteps';
import type { Place } from '../../core/explorer/nodes';
import { revealSteps } from '../../core/explorer/revealSteps';
import type { Explorer } from '../explorer/explorer';
import { readSetting } from '../settings';
import type { DbtMartCommand } from './dbtMartCommands';
import type { DbtParts } from './dbtParts';
import type { DbtService } from './dbtService';
import { meantNode, type MeantNode } from './run/dbtModels';
import { shownPlace } from './run/dbtPlace';
import { targetDatabase } from './run/targetDatabase';
import { isDatabaseOf, knownConnection, targetConnection } from './targetConnection';

export interface DbtMartParts {
  readonly parts: DbtParts;
  readonly service: DbtService;
  readonly explorer: Pick<Explorer, 'chosen' | 'marts' | 'databases' | 'pages'>;
}

/**
 * Goes from a relation to its model, or from a model to its relation on the target that is shown.
 * @throws UserError where there is no such thing; CancelledError when none was chosen; as `Database.read`
 */
export function runMartCommand(command: DbtMartCommand, argument: unknown, all: DbtMartParts): Promise<void> {
  switch (command) {
    case 'lakehouse.dbt.goToModel':
      return goToModel(argument, all);
    case 'lakehouse.dbt.showInMarts':
      return showInMarts(argument, all);
    case 'lakehouse.dbt.openMartPage':
      return openMartPage(argument, all);
    default:
      return assertNever(command);
  }
}

async function goToModel(argument: unknown, { parts, explorer }: DbtMartParts): Promise<void> {
  const node = explorer.chosen(argument);
  if (node?.kind !== 'relation') {
    throw new UserError(
      'Select a table or a view in the Lakehouse sidebar first, then choose Go to dbt Model.',
    );
  }
  await parts.marks.open({ place: node.place, schema: node.row.schema, name: node.row.name });
}

async function openMartPage(argument: unknown, all: DbtMartParts): Promise<void> {
  const { place, relation } = await relationOfModel(argument, all);
  await all.explorer.pages.open(place, relation);
}

/** In the view of marts, or in that of databases where the schema belongs to no layer, or a filter hides it. */
async function showInMarts(argument: unknown, all: DbtMartParts): Promise<void> {
  const { place, relation } = await relationOfModel(argument, all);
  const { marts, databases } = all.explorer;
  const { schema, name } = relation;
  if (place.database === undefined) {
    const layers = martLayersOf(readSetting('lakehouse.marts.layers'));
    for (const steps of martRevealSteps(layers, { schema, name })) {
      if (await marts.reveal(place.profileId, steps)) {
        return;
      }
    }
  }
  const found = await databases.reveal(
    place.profileId,
    revealSteps(place.database, { ...relation, kind: relation.kind }),
  );
  if (!found) {
    throw new UserError(
      `${displayName(schema)}.${displayName(name)} is not in the sidebar. Refresh the Databases view.`,
    );
  }
}

interface RelationThere {
  readonly place: Place;
  readonly relation: RelationRow;
}

async function relationOfModel(argument: unknown, { service, parts }: DbtMartParts): Promise<RelationThere> {
  const meant = await meantNode(service, argument, 'show');
  const { relation } = meant.node;
  if (relation === undefined) {
    throw new UserError(
      `${displayName(meant.node.name)} is nothing in the database: it is ${displayName(meant.node.materialized ?? meant.node.kind)}.`,
    );
  }
  const place = { profileId: (await connectionOf(meant, parts)).id, database: undefined };
  const database = await parts.connections.database(place.profileId, place.database);
  const [row] = await database.read(currentRelation({ oid: 0, ...relation }), neverCancelled);
  if (row === undefined) {
    throw new UserError(
      `${displayName(relation.schema)}.${displayName(relation.name)} is not there on the target ${displayName(meant.state.shown?.name ?? '')}: it was not built yet, or dropped.`,
      { action: { title: 'Build dbt Model', command: 'lakehouse.dbt.build', args: [subject(meant)] } },
    );
  }
  return { place, relation: row };
}

/** The connection to the shown target: as its very user, else as another one, else the target becomes a connection. */
async function connectionOf({ state }: MeantNode, parts: DbtParts): Promise<ConnectionProfile> {
  const { target } = shownPlace(state);
  const wanted = targetConnection(state.project.root, target, parts);
  const known =
    knownConnection(state.project.root, target, parts) ??
    (wanted.kind === 'connection'
      ? parts.connections.profiles.find((profile) => isDatabaseOf(profile, undefined, wanted.profile))
      : undefined);
  return known ?? targetDatabase(state, target, parts);
}

/** As the dbt view passes a node to a command. */
function subject({ state, node }: MeantNode) {
  return { subject: { kind: 'node', root: state.project.root, node: node.id } };
}
