import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
}

describe('activation', () => {
  const extension = vscode.extensions.all.find((each) => each.id.endsWith('.lakehouse-postgres'));

  it('finds the extension that is under test', () => {
    assert.ok(extension);
  });

  it('activates', async () => {
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });

  it('registers every command that the manifest contributes', async () => {
    const manifest = extension?.packageJSON as Manifest;
    const contributed = (manifest.contributes?.commands ?? []).map((each) => each.command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });
});
