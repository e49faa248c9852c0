import * as vscode from 'vscode';
import { displayName } from '../../core/explorer/displayName';
import { showInformation } from '../notices';

/** Asks for a new password, twice; undefined when the user dismissed it. It is kept nowhere. */
export async function askPassword(role: string): Promise<string | undefined> {
  const title = `Password for ${displayName(role)}`;
  for (;;) {
    const first = await ask(title, 'The new password. Only its SCRAM verifier is sent to the server.');
    if (first === undefined) {
      return undefined;
    }
    const second = await ask(title, 'Once more, to be sure.');
    if (second === undefined) {
      return undefined;
    }
    if (first === second) {
      return first;
    }
    void showInformation('The two passwords differ. Type them again.');
  }
}

async function ask(title: string, prompt: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? 'A password has at least one character.' : undefined),
  });
}
