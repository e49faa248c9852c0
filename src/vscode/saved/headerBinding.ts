import type * as vscode from 'vscode';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { type QueryHeader, readQueryHeader } from '../../core/query/queryHeader';
import type { ConnectionService } from '../connections/connectionService';
import type { Binding, ConnectionBindings } from '../query/connectionBindings';

/**
 * The connection that the header of a document names, among those that are configured: by its id, or by its name where
 * only one has it. A file can only choose; nothing is opened by it.
 */
export function headerBinding(
  { connection, database }: QueryHeader,
  profiles: readonly ConnectionProfile[],
): Binding | undefined {
  if (connection === undefined) {
    return undefined;
  }
  const wanted = connection.toLowerCase();
  const named = profiles.filter(({ name }) => name.toLowerCase() === wanted);
  const profile = profiles.find(({ id }) => id === connection) ?? (named.length === 1 ? named[0] : undefined);
  return profile && { profileId: profile.id, database: database ?? profile.database };
}

/** Binds a document by its header, unless the user has chosen a connection for it. */
export function bindByHeader(
  document: vscode.TextDocument,
  { connections, bindings }: { connections: ConnectionService; bindings: ConnectionBindings },
): void {
  const isShort = document.lineCount > 0 && document.lineAt(0).text.trimStart().startsWith('--');
  if (!isShort || bindings.has(document.uri)) {
    return;
  }
  const binding = headerBinding(readQueryHeader(document.getText()), connections.profiles);
  if (binding) {
    bindings.set(document.uri, binding);
  }
}
