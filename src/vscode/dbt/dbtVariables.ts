import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { DbtEnvironment } from '../../node/dbt/profiles/findProfiles';
import { reallyLiesIn } from '../../node/liesIn';
import { isSetByWorkspace, readSetting } from '../settings';

const namesKey = 'lakehouse.dbt.askedVariables';

/**
 * The environment variables that Jinja in profiles.yml reads: those of VS Code, of the file that the setting names, and what
 * was asked for once, which lies in secret storage and belongs to one project.
 */
export class DbtVariables {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly state: vscode.Memento,
  ) {}

  /** @param root the folder of the project */
  async environment(root: string): Promise<DbtEnvironment> {
    const { dbtEnvironment } = await import('../../node/dbt/profiles/findProfiles');
    const envFile = await this.readEnvFile(root);
    const asked = new Map<string, string>();
    for (const name of this.names(root)) {
      const value = await this.secrets.get(secretKey(root, name));
      if (value !== undefined) {
        asked.set(name, value);
      }
    }
    return dbtEnvironment({ program: process.env, asked, ...(envFile && { envFile }) });
  }

  /** Whether a file of the workspace gives variables, or a setting of it names the file, so that a host can come from it. */
  fromWorkspace(root: string): boolean {
    const file = this.envFile(root);
    return (
      file !== undefined &&
      (liesInWorkspace(file) || isSetByWorkspace('lakehouse.dbt.environmentFile', vscode.Uri.file(root)))
    );
  }

  /** The path of the .env file that the setting names. */
  envFile(root: string): string | undefined {
    const named = readSetting('lakehouse.dbt.environmentFile', vscode.Uri.file(root));
    return named === '' ? undefined : path.resolve(root, named);
  }

  /** Asks for the value of a variable and keeps it. Answers whether there is one now. */
  async ask(root: string, name: string): Promise<boolean> {
    const value = await vscode.window.showInputBox({
      title: `Value of ${name}`,
      prompt: `Kept in the secret storage of VS Code, for the dbt project in ${path.basename(root)} alone.`,
      password: true,
      ignoreFocusOut: true,
    });
    if (value === undefined) {
      return false;
    }
    await this.keep(root, name, value);
    return true;
  }

  /** Keeps the value of a variable for one project. */
  async keep(root: string, name: string, value: string): Promise<void> {
    await this.secrets.store(secretKey(root, name), value);
    const names = this.names(root);
    if (!names.includes(name)) {
      await this.state.update(stateKey(root), [...names, name]);
    }
  }

  /** Whether values were entered for a project. */
  hasKept(root: string): boolean {
    return this.names(root).length > 0;
  }

  /** Forgets what was asked for. Answers how many values that were. */
  async forget(root: string): Promise<number> {
    const names = this.names(root);
    for (const name of names) {
      await this.secrets.delete(secretKey(root, name));
    }
    await this.state.update(stateKey(root), undefined);
    return names.length;
  }

  private names(root: string): readonly string[] {
    const kept = this.state.get<unknown>(stateKey(root));
    return Array.isArray(kept) ? kept.filter((name): name is string => typeof name === 'string') : [];
  }

  private async readEnvFile(root: string): Promise<ReadonlyMap<string, string> | undefined> {
    const file = this.envFile(root);
    if (file === undefined) {
      return undefined;
    }
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const { parseEnvFile } = await import('../../core/connections/import/envFile');
    return text === undefined ? undefined : parseEnvFile(text);
  }
}

/** Whether a file, or what it is a link to, lies in a folder that is open: what stands in it may come from anybody. */
export function liesInWorkspace(file: string): boolean {
  return (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => reallyLiesIn(file, uri.fsPath));
}

function stateKey(root: string): string {
  return `${namesKey}:${root}`;
}

function secretKey(root: string, name: string): string {
  return JSON.stringify([namesKey, root, name]);
}
