import path from 'node:path';
import * as vscode from 'vscode';
import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { columns } from '../../core/catalog/queries/columns';
import type { ImportPlace } from '../../core/import/importDraft';
import { type ExplorerNode, placeOf } from '../../core/explorer/nodes';
import { nodeTarget } from '../../core/explorer/nodeTarget';
import type { TransferParts } from '../export/exportParts';
import { ImportPanel } from './importPanel';

/** More columns than a relation can have. */
const allColumns = 2000;

/** Asks for a file and opens the form for taking it into a table, or into a new one of a schema. */
export async function importFile(parts: TransferParts, node: ExplorerNode | undefined): Promise<void> {
  const target = node && nodeTarget(node);
  const place = node && placeOf(node);
  const profile = place && parts.connections.profile(place.profileId);
  const isTable =
    target?.kind === 'table' || target?.kind === 'partitionedTable' || target?.kind === 'foreignTable';
  if (!node || !profile || (!isTable && target?.kind !== 'schema')) {
    throw new UserError(
      'Select a table or a schema in the Lakehouse sidebar first, then choose Import File.',
    );
  }
  if (profile.readOnly) {
    throw new UserError(
      `${profile.name} is read-only, so nothing can be imported. To import, edit the connection.`,
    );
  }
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Import File',
      openLabel: 'Preview',
      filters: {
        'CSV, TSV, JSON Lines': ['csv', 'tsv', 'txt', 'ndjson', 'jsonl', 'gz'],
        'All Files': ['*'],
      },
    })) ?? [];
  if (!file) {
    return;
  }
  const where: ImportPlace = isTable
    ? {
        schema: target.schema ?? '',
        table: target.name,
        columns: await readColumns(parts, place, target.oid),
      }
    : { schema: target.name, table: undefined, columns: [] };
  await ImportPanel.open({
    parts,
    node,
    profile,
    database: place.database,
    file: file.fsPath,
    fileName: path.basename(file.fsPath),
    place: where,
  });
}

async function readColumns(
  { connections }: TransferParts,
  place: { readonly profileId: string; readonly database: string | undefined },
  oid: number,
): Promise<ImportPlace['columns']> {
  const database = await connections.database(place.profileId, place.database);
  const rows = await database.read(columns(oid).page(undefined, allColumns), neverCancelled);
  return rows
    .filter(({ generated }) => generated === undefined)
    .map(({ name, type, notNull, expression, identity }) => ({
      name,
      type,
      required: notNull && expression === undefined && identity === undefined,
    }));
}
