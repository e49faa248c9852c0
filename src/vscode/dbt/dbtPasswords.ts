import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import type { PasswordProvider } from '../../core/connections/passwordProvider';
import { dbtForeignFiles } from './dbtForeignFiles';
import type { DbtVariables } from './dbtVariables';

/** The passwords of connections that are targets of dbt, read anew for each login and never kept. */
export function dbtPasswords(extensionUri: vscode.Uri, variables: DbtVariables): PasswordProvider {
  return {
    getPassword: async (profile, reason, signal) => {
      // The same password would be refused again.
      if (reason === 'rejected') {
        return undefined;
      }
      const [{ readDbtPassword }, { JinjaRenderer }, { projectOfTarget }] = await Promise.all([
        import('../../node/dbt/profiles/readDbtPassword'),
        import('../../node/dbt/jinja/jinjaRenderer'),
        import('./projectOfTarget'),
      ]);
      const program = vscode.Uri.joinPath(extensionUri, 'dist', 'threads', 'jinja.js').fsPath;
      const renderer = new JinjaRenderer(program);
      try {
        const files = await vscode.workspace.findFiles('**/dbt_project.yml', dbtForeignFiles);
        const root = await projectOfTarget(profile, files, { variables, renderer, signal });
        const environment = await variables.environment(root ?? '');
        return await readDbtPassword(profile, environment, { renderer, signal, readText });
      } finally {
        renderer.dispose();
      }
    },
  };
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
