import * as vscode from 'vscode';
import { isCount, isRecord, isString } from '../../base/validate';
import { type ActionTarget, isTargetKind, targetKindWords } from '../../core/catalog/actions/target';
import { displayName } from '../../core/explorer/displayName';
import { ddlScheme } from '../query/sqlDocuments';

/** The object whose DDL a document shows. */
export interface DdlReference {
  readonly profileId: string;
  /** Undefined for the profile's own database. */
  readonly database: string | undefined;
  readonly target: ActionTarget;
  readonly partitions: boolean;
}

/** The document of an object: the same one whenever it is shown, named such as `marts.mart_x (table).sql`. */
export function ddlUri(reference: DdlReference, shownName: string): vscode.Uri {
  const kind = `${targetKindWords(reference.target.kind)}${reference.partitions ? ' with partitions' : ''}`;
  return documentUri(`${shownName} (${kind})`, JSON.stringify(reference));
}

/** A document for a text of its own, such as one side of a comparison. */
export function documentUri(title: string, query: string): vscode.Uri {
  // The name of a tab is what stands after the last slash.
  const name = displayName(title).replace(/[\\/]/g, '_').slice(0, 200);
  return vscode.Uri.from({ scheme: ddlScheme, path: `/${name}.sql`, query });
}

/** Reads a document's query; undefined for what is none of ours. */
export function parseReference(query: string): DdlReference | undefined {
  const value = parseJson(query);
  if (!isRecord(value) || !isString(value['profileId'])) {
    return undefined;
  }
  const target = parseTarget(value['target']);
  const database = value['database'];
  return (
    target && {
      profileId: value['profileId'],
      database: isString(database) ? database : undefined,
      target,
      partitions: value['partitions'] === true,
    }
  );
}

function parseTarget(value: unknown): ActionTarget | undefined {
  if (!isRecord(value)) {
    return undefined;
  }
  const { kind, oid, column, name } = value;
  const text = (each: unknown): string | undefined => (isString(each) ? each : undefined);
  return isTargetKind(kind) && isCount(oid) && isCount(column) && isString(name)
    ? {
        kind,
        oid,
        column,
        name,
        schema: text(value['schema']),
        relation: text(value['relation']),
        signature: text(value['signature']),
      }
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
