import * as vscode from 'vscode';
import type { ConnectOptions } from '../../node/pg/connect';
import type { Tunnels } from '../../node/ssh/tunnels';
import type { SshDialogs } from './sshDialogs';

/** The tunnels of this window. What they need is loaded when the first one is opened. */
export function sshGateway(dialogs: SshDialogs, storage: vscode.Uri): NonNullable<ConnectOptions['gateway']> {
  let tunnels: Promise<Tunnels> | undefined;
  const load = async (): Promise<Tunnels> => {
    const [{ Tunnels: Loaded }, { knownHostsFiles }] = await Promise.all([
      import('../../node/ssh/tunnels'),
      import('../../node/ssh/hostKeys'),
    ]);
    const own = vscode.Uri.joinPath(storage, 'known_hosts').fsPath;
    return new Loaded({ questions: dialogs, knownHosts: knownHostsFiles(own) });
  };
  return async (profile, signal) => (await (tunnels ??= load())).gateway(profile, signal);
}
