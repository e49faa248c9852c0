import * as vscode from 'vscode';
import type { FoundObject, SearchKind } from '../../core/catalog/queries/searchObjects';
import { displayName } from '../../core/explorer/displayName';
import type { ConnectedDatabase } from '../connections/connectionService';

/** An object in the list of the search. */
export interface ObjectItem extends vscode.QuickPickItem {
  readonly object: FoundObject;
  readonly place: ConnectedDatabase;
}

export const searchButtons = {
  rows: { iconPath: new vscode.ThemeIcon('play'), tooltip: 'Select Top Rows' },
  copy: { iconPath: new vscode.ThemeIcon('copy'), tooltip: 'Copy Name' },
} as const;

const looks: Readonly<Record<SearchKind, { readonly icon: string; readonly words: string }>> = {
  table: { icon: 'table', words: 'table' },
  partitionedTable: { icon: 'layers', words: 'partitioned table' },
  partition: { icon: 'layers-dot', words: 'partition' },
  view: { icon: 'eye', words: 'view' },
  materializedView: { icon: 'save', words: 'materialized view' },
  foreignTable: { icon: 'link-external', words: 'foreign table' },
  sequence: { icon: 'symbol-number', words: 'sequence' },
  function: { icon: 'symbol-function', words: 'function' },
  procedure: { icon: 'symbol-event', words: 'procedure' },
  aggregate: { icon: 'combine', words: 'aggregate' },
  type: { icon: 'symbol-structure', words: 'type' },
  schema: { icon: 'symbol-namespace', words: 'schema' },
};

const relationKinds: ReadonlySet<SearchKind> = new Set<SearchKind>([
  ...(['table', 'partitionedTable', 'partition', 'view', 'materializedView', 'foreignTable'] as const),
]);

export function hasRows(kind: SearchKind): boolean {
  return relationKinds.has(kind);
}

export function objectItem(object: FoundObject, place: ConnectedDatabase): ObjectItem {
  const { icon, words } = looks[object.kind];
  const database = place.name ?? place.profile.database;
  const schema = object.schema === '' ? [] : [displayName(object.schema)];
  return {
    // A name may hold what the picker reads as an icon.
    label: displayName(object.name).replaceAll('$(', '$\u200b('),
    iconPath: new vscode.ThemeIcon(icon),
    description: [...schema, words, database, place.profile.name].join(' · ').replaceAll('$(', '$\u200b('),
    // The picker would hide what its own matching does not find.
    alwaysShow: true,
    buttons: hasRows(object.kind) ? [searchButtons.rows, searchButtons.copy] : [searchButtons.copy],
    object,
    place,
  };
}
