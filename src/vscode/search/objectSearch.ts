import * as vscode from 'vscode';
import { isCancellation } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { readObjectSearch } from '../../core/catalog/objectIndex';
import { partitionAncestors } from '../../core/catalog/queries/partitionAncestors';
import type { FoundObject } from '../../core/catalog/queries/searchObjects';
import { countWords } from '../../core/explorer/measures';
import { revealSteps } from '../../core/explorer/revealSteps';
import { qualifiedNameAt } from '../../core/sql/nameAt';
import { quoteIdentifier, quoteQualified } from '../../core/sql/quote';
import type { ConnectedDatabase } from '../connections/connectionService';
import { readSetting } from '../settings';
import { knownIndex, readIndex } from './databaseIndexes';
import { hasRows, type ObjectItem, objectItem, searchButtons } from './objectItem';
import type { SearchServices } from './searchServices';

const shownMatches = 100;

/** Opens the search with a text typed into it already. */
export async function searchObjects(services: SearchServices, typed: string): Promise<void> {
  const places = await connectedOrChosen(services);
  const reading = new AbortController();
  const picker = vscode.window.createQuickPick<ObjectItem>();
  try {
    const chosen = await new Promise<ObjectItem | undefined>((resolve, reject) => {
      preparePicker(picker, typed);
      let accepted = false;
      const accept = () => {
        const item = accepted ? currentItem(picker) : undefined;
        if (item) {
          resolve(item);
        }
      };
      const show = () => {
        showMatches(picker, places);
        accept();
      };
      picker.onDidChangeValue(() => {
        accepted = false;
        show();
      });
      // Whoever types a name and Enter at once is answered when the names have been read.
      picker.onDidAccept(() => {
        accepted = true;
        accept();
      });
      picker.onDidHide(() => resolve(undefined));
      picker.onDidTriggerItemButton(({ item, button }) => {
        act(services, item, button).then(() => resolve(undefined), reject);
      });
      picker.show();
      show();
      readAll(picker, places, { signal: reading.signal, show }).catch(reject);
    });
    if (chosen) {
      await reveal(services, chosen);
    }
  } finally {
    reading.abort();
    picker.dispose();
  }
}

/** Shows the object whose name the cursor stands on; asks when several have it. */
export async function goToObject(services: SearchServices): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const name =
    editor && qualifiedNameAt(editor.document.getText(), editor.document.offsetAt(editor.selection.active));
  if (name === undefined) {
    throw new UserError('Put the cursor on the name of a table, a view or a function first.');
  }
  const places = await connectedOrChosen(services);
  const items: ObjectItem[] = [];
  for (const place of places) {
    const index =
      knownIndex(place.database) ?? (await readIndex(place.database, new AbortController().signal));
    items.push(...index.named(name.name, name.schema).map((object) => objectItem(object, place)));
  }
  const [only, ...others] = items;
  if (only && others.length === 0) {
    await reveal(services, only);
  } else {
    const typed = name.schema === undefined ? name.name : `${name.schema}.${name.name}`;
    await searchObjects(services, typed);
  }
}

function preparePicker(picker: vscode.QuickPick<ObjectItem>, typed: string): void {
  picker.title = 'Search Objects';
  picker.placeholder =
    'Name, or schema.name. t: tables, v: views, f: functions, s: sequences, y: types, n: schemas';
  picker.value = typed;
  // Matching is ours: the items of the picker are the answer.
  picker.matchOnDescription = false;
  picker.keepScrollPosition = false;
}

/** The item that the list is on. Enter may come before the list has changed to what was typed last. */
function currentItem(picker: vscode.QuickPick<ObjectItem>): ObjectItem | undefined {
  const [active] = picker.activeItems;
  return active && picker.items.includes(active) ? active : picker.items[0];
}

interface Reading {
  readonly signal: AbortSignal;
  readonly show: () => void;
}

/** What was read before is searched at once; meanwhile it is read anew. */
async function readAll(
  picker: vscode.QuickPick<ObjectItem>,
  places: readonly ConnectedDatabase[],
  { signal, show }: Reading,
): Promise<void> {
  picker.busy = true;
  try {
    for (const { database } of places) {
      await readIndex(database, signal);
      show();
    }
    picker.busy = false;
  } catch (error) {
    if (!isCancellation(error) && !signal.aborted) {
      throw error;
    }
  }
}

function showMatches(picker: vscode.QuickPick<ObjectItem>, places: readonly ConnectedDatabase[]): void {
  const search = readObjectSearch(picker.value);
  const matches = places.flatMap((place) =>
    (knownIndex(place.database)?.search(search, shownMatches) ?? []).map((match) => ({ match, place })),
  );
  matches.sort((one, other) => other.match.score - one.match.score);
  picker.items = matches.slice(0, shownMatches).map(({ match, place }) => objectItem(match, place));
  const total = places.reduce((sum, { database }) => sum + (knownIndex(database)?.size ?? 0), 0);
  const found = matches.length === 0 && total > 0 ? 'nothing found among ' : '';
  picker.title = `Search Objects (${found}${countWords(total)})`;
}

async function act(
  { queries }: SearchServices,
  { object, place }: ObjectItem,
  button: vscode.QuickInputButton,
): Promise<void> {
  const name = sqlName(object);
  if (button === searchButtons.copy) {
    await vscode.env.clipboard.writeText(name);
  } else if (hasRows(object.kind)) {
    const limit = readSetting('lakehouse.explorer.selectTopRows');
    const database = place.name ?? place.profile.database;
    await queries.openAndRun(place.profile.id, database, `SELECT * FROM ${name} LIMIT ${limit};\n`);
  }
}

function sqlName({ schema, name }: FoundObject): string {
  return schema === '' ? quoteIdentifier(name) : quoteQualified(schema, name);
}

async function reveal({ tree }: SearchServices, { object, place }: ObjectItem): Promise<void> {
  const ancestors =
    object.kind === 'partition'
      ? await place.database.read(partitionAncestors(object), new AbortController().signal)
      : [];
  const found = await tree.reveal(place.profile.id, revealSteps(place.name, object, ancestors));
  if (!found) {
    throw new UserError(`${sqlName(object)} is not there any more, or the tree could not be read.`);
  }
}

/** The open databases. When there is none, the user chooses a connection to open. */
async function connectedOrChosen({ connections }: SearchServices): Promise<readonly ConnectedDatabase[]> {
  const open = await connections.connectedDatabases();
  if (open.length > 0) {
    return open;
  }
  const { profiles } = connections;
  if (profiles.length === 0) {
    throw new UserError('There is no connection yet. Add one to search it.', {
      action: { title: 'Add Connection…', command: 'lakehouse.connections.add' },
    });
  }
  const [only, ...others] = profiles;
  const items = profiles.map((each) => ({ label: each.name, description: each.database, profile: each }));
  const profile =
    only && others.length === 0
      ? only
      : (
          await vscode.window.showQuickPick(items, {
            title: 'Search Objects',
            placeHolder: 'Choose a connection',
          })
        )?.profile;
  if (profile) {
    await connections.database(profile.id);
  }
  return connections.connectedDatabases();
}
