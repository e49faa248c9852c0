import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { exactSizes } from '../../core/catalog/queries/exactSizes';
import { marts } from '../../core/catalog/queries/marts';
import { newestTime, timeColumns } from '../../core/catalog/queries/timeColumns';
import { displayName } from '../../core/explorer/displayName';
import { readTags } from '../../core/explorer/martSearch';
import { countWords, sizeWords } from '../../core/explorer/measures';
import type { ExplorerNode, RelationNode, SchemaNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import { showInformation } from '../notices';
import type { MartKey, MartNotes } from './martNotes';
import { explainLimit, lockedError, shown } from './readingLimits';
import { stoppable } from '../stoppable';

export interface MartActionServices {
  readonly connections: Pick<ConnectionService, 'database'>;
  readonly notes: MartNotes;
}

/** So many relations are measured by one query: its time limit must do for all of them. */
const measuredAtOnce = 100;

/** A schema with more relations is measured in part: the first ones by size. */
const measuredAtMost = 2_000;

export async function setFavourite(
  { notes }: MartActionServices,
  node: ExplorerNode | undefined,
  favourite: boolean,
): Promise<void> {
  await notes.setFavourite(
    martKey(node, favourite ? 'Add to Favourites' : 'Remove from Favourites'),
    favourite,
  );
}

export async function editTags({ notes }: MartActionServices, node: ExplorerNode | undefined): Promise<void> {
  const key = martKey(node, 'Edit Tags');
  const typed = await vscode.window.showInputBox({
    title: `Tags of ${shown(key)}`,
    prompt: 'Separated by commas. They are kept in this workspace, not in the database.',
    value: notes.tags(key).join(', '),
    ignoreFocusOut: true,
  });
  if (typed !== undefined) {
    await notes.setTags(key, readTags(typed));
  }
}

/** Asks which column tells how fresh the mart is, and reads its newest value. */
export async function chooseTimeColumn(
  services: MartActionServices,
  node: ExplorerNode | undefined,
): Promise<void> {
  const key = martKey(node, 'Choose Freshness Column');
  const relation = relationOf(node, 'Choose Freshness Column');
  const database = await services.connections.database(key.place.profileId, key.place.database);
  const found = await database.read(timeColumns(relation.row.oid), new AbortController().signal);
  const chosen = services.notes.timeColumn(key);
  const items = found.map(({ name, type, indexed }) => ({
    label: displayName(name),
    description: `${type}${indexed ? ' · indexed' : ''}${name === chosen ? ' · chosen' : ''}`,
    column: name,
  }));
  const none = { label: 'None', description: 'what the server counts', column: undefined };
  const choice = await vscode.window.showQuickPick([...items, none], {
    title: `Freshness of ${shown(key)}`,
    placeHolder:
      'The newest value of this column is read. Without an index every row is read, for 10 seconds at most.',
  });
  if (choice === undefined) {
    return;
  }
  await services.notes.setTimeColumn(key, choice.column);
  if (choice.column !== undefined) {
    await stoppable(`Reading the newest ${choice.label} of ${shown(key)}…`, (signal) =>
      readNewest(services, key, signal),
    );
  }
}

/** Measures the size of a relation or of all of a schema, and reads the newest value of the chosen time columns. */
export async function measure(services: MartActionServices, node: ExplorerNode | undefined): Promise<void> {
  if (node?.kind === 'schema') {
    await stoppable(`Measuring ${displayName(node.row.name)}…`, (signal) =>
      measureSchema(services, node, signal),
    );
    return;
  }
  const { row, place } = relationOf(node, 'Measure');
  const key = martKey(node, 'Measure');
  await stoppable(`Measuring ${shown(key)}…`, async (signal) => {
    const database = await services.connections.database(place.profileId, place.database);
    const [size] = await explainLimit(key, database.read(exactSizes([row.oid]), signal));
    await readNewest(services, key, signal);
    if (size === undefined) {
      void showInformation(`${shown(key)} occupies nothing on disk.`);
      return;
    }
    if (size.locked > 0) {
      throw lockedError(key);
    }
    services.notes.noteSizes([[key, size.total]]);
    void showInformation(`${shown(key)} occupies ${sizeWords(size.total)}.`);
  });
}

async function measureSchema(
  services: MartActionServices,
  { row: schema, place }: SchemaNode,
  signal: AbortSignal,
): Promise<void> {
  const database = await services.connections.database(place.profileId, place.database);
  const rows = await database.read(marts(schema.oid, 'size').page(undefined, measuredAtMost), signal);
  let locked = 0;
  for (let first = 0; first < rows.length; first += measuredAtOnce) {
    const batch = rows.slice(first, first + measuredAtOnce);
    const byOid = new Map(batch.map((row) => [row.oid, { place, schema: row.schema, name: row.name }]));
    const key = { place, schema: schema.name, name: '*' };
    const sizes = await explainLimit(key, database.read(exactSizes([...byOid.keys()]), signal));
    locked += sizes.filter((size) => size.locked > 0).length;
    services.notes.noteSizes(
      sizes.flatMap((size) => {
        const found = size.locked === 0 ? byOid.get(size.oid) : undefined;
        return found ? [[found, size.total] as const] : [];
      }),
    );
    for (const each of byOid.values()) {
      await readNewest(services, each, signal);
    }
  }
  if (locked > 0) {
    void showInformation(
      `${countWords(locked)} relations of ${displayName(schema.name)} were left out: other sessions lock them exclusively.`,
    );
  }
}

async function readNewest(
  { connections, notes }: MartActionServices,
  key: MartKey,
  signal: AbortSignal,
): Promise<void> {
  const column = notes.timeColumn(key);
  if (column === undefined) {
    return;
  }
  const database = await connections.database(key.place.profileId, key.place.database);
  const [newest] = await explainLimit(key, database.read(newestTime(key, column), signal));
  notes.noteNewest(key, { column, value: newest?.value, age: newest?.age });
}

function relationOf(node: ExplorerNode | undefined, title: string): RelationNode {
  if (node?.kind !== 'relation') {
    throw new UserError(`Select a mart in the Lakehouse sidebar first, then choose ${title}.`);
  }
  return node;
}

function martKey(node: ExplorerNode | undefined, title: string): MartKey {
  const { place, row } = relationOf(node, title);
  return { place, schema: row.schema, name: row.name };
}
