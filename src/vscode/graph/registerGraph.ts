import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { displayName } from '../../core/explorer/displayName';
import type { ExplorerNode, SchemaNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { Runner } from '../run';
import type { GraphPages } from './graphPages';

export interface GraphParts {
  readonly runner: Runner;
  readonly connections: Pick<ConnectionService, 'database'>;
  readonly pages: GraphPages;
  /** The node that a menu passes, or else the one that is selected. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
}

/** Registers the commands that draw relations: their dependencies, and the ER diagram of a schema. */
export function registerGraph({ runner, connections, pages, chosen }: GraphParts): Disposable {
  const owned = new DisposableStore();
  owned.add(
    runner.command('lakehouse.openDependencies', async (argument) => {
      const node = chosen(argument);
      if (node?.kind !== 'relation') {
        throw nothingChosen('a table or a view', 'Show Dependencies');
      }
      await pages.dependencies(node.place, node.row);
    }),
  );
  owned.add(
    runner.command('lakehouse.openDiagram', async (argument) => {
      const node = chosen(argument);
      if (node?.kind === 'relation') {
        await pages.diagram(node.place, node.row.schema, [node.row.name]);
      } else if (node?.kind === 'schema') {
        await pages.diagram(node.place, node.row.name);
      } else {
        throw nothingChosen('a schema or a table', 'Show ER Diagram');
      }
    }),
  );
  owned.add(
    runner.command('lakehouse.chooseDiagram', async (argument) => {
      const node = chosen(argument);
      if (node?.kind !== 'schema') {
        throw nothingChosen('a schema', 'Show ER Diagram of Some Tables');
      }
      const tables = await chooseTables(node, connections);
      if (tables !== undefined && tables.length > 0) {
        await pages.diagram(node.place, node.row.name, tables);
      }
    }),
  );
  return owned;
}

/** More names than a person would look through. */
const offeredTables = 5_000;

async function chooseTables(
  { row, place }: SchemaNode,
  connections: GraphParts['connections'],
): Promise<readonly string[] | undefined> {
  const database = await connections.database(place.profileId, place.database);
  const { relations } = await import('../../core/catalog/queries/relations');
  const found = await database.read(relations(row.oid).page(undefined, offeredTables), neverCancelled);
  const items = found
    .filter(({ kind }) => kind === 'table' || kind === 'partitionedTable' || kind === 'foreignTable')
    .map(({ name }) => ({ label: displayName(name), name }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `ER Diagram of Tables of ${displayName(row.name)}`,
    placeHolder: 'Tables that they are joined to by foreign keys are added.',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return chosen?.map((item) => item.name);
}

function nothingChosen(what: string, title: string): UserError {
  return new UserError(`Select ${what} in the Lakehouse sidebar first, then choose ${title}.`);
}
