import path from 'node:path';
import * as vscode from 'vscode';
import { readEnvFile } from '../../core/connections/import/envFile';
import { readEnvironment } from '../../core/connections/import/environmentConnection';
import type { ImportRead } from '../../core/connections/import/importedConnection';
import { readMicrosoftPostgres, readSqlTools } from '../../core/connections/import/otherExtensions';
import { readPgpassConnections } from '../../core/connections/import/pgpassConnections';
import { readServiceFile } from '../../core/connections/import/serviceFile';
import { readTextFile, serviceFilePaths } from '../../node/connections/importFiles';
import { pgpassPath } from '../../node/secrets/pgpassFile';

/** A place that holds connections, and what was read there. */
export interface ImportSource extends ImportRead {
  readonly title: string;
}

/** Reads the connections that other tools know on this machine and in this workspace. */
export async function readImportSources(): Promise<readonly ImportSource[]> {
  const { env } = process;
  const sources: ImportSource[] = [];
  for (const file of serviceFilePaths()) {
    sources.push(await fileSource(`Service file ${path.basename(file)}`, file, readServiceFile));
  }
  const environment = readEnvironment(env);
  sources.push({ title: 'Environment variables', ...environment });
  const pgpass = pgpassPath();
  sources.push(await fileSource(`Password file ${path.basename(pgpass)}`, pgpass, readPgpassConnections));
  sources.push({ title: 'SQLTools', ...readSqlTools(setting('sqltools.connections')) });
  sources.push({
    title: 'PostgreSQL by Microsoft',
    ...readMicrosoftPostgres(setting('pgsql.connections')),
  });
  return [...sources, ...(await envFileSources())];
}

async function fileSource(
  title: string,
  file: string,
  read: (text: string) => ImportRead,
): Promise<ImportSource> {
  const text = await readTextFile(file);
  return { title, ...(text === undefined ? { value: [], problems: [] } : read(text)) };
}

/** A workspace that is not trusted is not searched: its files could name any host. */
async function envFileSources(): Promise<readonly ImportSource[]> {
  if (!vscode.workspace.isTrusted) {
    return [];
  }
  const unwanted = '**/{node_modules,.venv,venv,dbt_packages,target,.git}/**';
  const files = await vscode.workspace.findFiles('**/{.env,.env.*,*.env}', unwanted, 50);
  const local = files.filter(({ scheme }) => scheme === 'file');
  return Promise.all(
    local.map(({ fsPath }) => fileSource(vscode.workspace.asRelativePath(fsPath), fsPath, readEnvFile)),
  );
}

/** What the user wrote, in the user's own settings: a workspace's list is not imported unseen. */
function setting(key: string): unknown {
  const inspected = vscode.workspace.getConfiguration().inspect<unknown>(key);
  const lists = [inspected?.globalValue, ...(vscode.workspace.isTrusted ? [inspected?.workspaceValue] : [])];
  return lists.flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []));
}
