import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { PasswordProvider } from '../../core/connections/passwordProvider';
import type { DbtVariables } from './dbtVariables';

/** The passwords of connections that are targets of dbt, read anew for each login and never kept. */
export function dbtPasswords(extensionUri: vscode.Uri, variables: DbtVariables): PasswordProvider {
  return {
    getPassword: async (profile, reason, signal) => {
      // The same password would be refused again.
      if (reason === 'rejected') {
        return undefined;
      }
      const [{ readDbtPassword }, { JinjaRenderer }] = await Promise.all([
        import('../../node/dbt/profiles/readDbtPassword'),
        import('../../node/dbt/jinja/jinjaRenderer'),
      ]);
      const program = vscode.Uri.joinPath(extensionUri, 'dist', 'threads', 'jinja.js').fsPath;
      const renderer = new JinjaRenderer(program);
      try {
        const environment = await variables.environment(await projectRoot(profile));
        return await readDbtPassword(profile, environment, { renderer, signal, readText });
      } finally {
        renderer.dispose();
      }
    },
  };
}

/** Variables that were asked for belong to a project: the one whose profiles.yml this is, else that of the workspace. */
async function projectRoot(_: ConnectionProfile): Promise<string> {
  const [project] = await vscode.workspace.findFiles('**/dbt_project.yml', undefined, 1);
  return project ? vscode.Uri.joinPath(project, '..').fsPath : '';
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file}, which has the password of this connection, cannot be read.`, {
      cause: error,
    });
  }
}
