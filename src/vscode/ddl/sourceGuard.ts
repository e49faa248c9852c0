import * as vscode from 'vscode';
import { neverCancelled } from '../../base/cancelSignal';
import { readSource, sourceNow, sourceTarget } from '../../core/catalog/ddl/source';
import { numberOf } from '../../core/catalog/cells';
import { displayName } from '../../core/explorer/displayName';
import type { ConnectionService } from '../connections/connectionService';
import { sqlParser } from '../query/sqlParser';
import type { DdlDocuments } from './ddlDocuments';
import { documentUri } from './ddlReference';
import type { EditedSource, EditedSources } from './editedSources';
import type { ChangedQuestion, Replacement } from './replaceSource';

export interface SourceGuardParts {
  readonly connections: Pick<ConnectionService, 'database'>;
  readonly documents: Pick<DdlDocuments, 'keep'>;
  readonly sources: EditedSources;
  /** How the question about a change is asked; by a dialog unless named. */
  readonly choose?: Replacement['choose'];
}

/** How a document's replacement asks and shows. */
export function replacementOf(
  parts: SourceGuardParts,
  uri: vscode.Uri,
  sending: Pick<Replacement, 'source' | 'editor' | 'execute'>,
): Replacement {
  const { source } = sending;
  return {
    ...sending,
    parser: sqlParser,
    choose: parts.choose ?? chooseInDialog,
    compare: () => compareWithServer(parts, uri, source),
    replaced: (fingerprint, committed) =>
      parts.sources.set(uri, {
        ...source,
        // What the user's own transaction made may still be rolled back.
        fingerprints: committed ? [fingerprint] : [...source.fingerprints, fingerprint],
      }),
  };
}

async function chooseInDialog(question: ChangedQuestion): Promise<'overwrite' | 'compare' | undefined> {
  const compare = 'Show the Difference';
  const buttons = question.comparable ? [compare, question.overwrite] : [question.overwrite];
  const options = { modal: true, detail: question.detail };
  const chosen = await vscode.window.showWarningMessage(question.message, options, ...buttons);
  return chosen === undefined ? undefined : chosen === compare ? 'compare' : 'overwrite';
}

async function compareWithServer(
  { connections, documents }: SourceGuardParts,
  uri: vscode.Uri,
  source: EditedSource,
): Promise<void> {
  const database = await connections.database(source.profileId, source.database);
  const query = sourceNow(source);
  const [found] = await database.read(query, neverCancelled);
  const target = sourceTarget(source, found === undefined ? 0 : numberOf(found.oid));
  const { text } = await readSource(database, target, neverCancelled);
  const name = `${displayName(source.schema)}.${displayName(source.name)}`;
  const left = documentUri(`${name} (on the server)`, JSON.stringify({ editedIn: uri.toString() }));
  documents.keep(left, text);
  await vscode.commands.executeCommand('vscode.diff', left, uri, `${name}: on the server ↔ yours`);
}
