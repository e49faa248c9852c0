import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Contract, Handlers, Validators } from '../../protocol/rpc';
import { Rpc } from '../../protocol/rpc';
import type { Runner } from '../run';
import { webviewHtml } from './webviewHtml';

/** The bundles of `dist/webview`. */
export type WebviewName =
  | 'results'
  | 'plan'
  | 'comparePlans'
  | 'connection'
  | 'mart'
  | 'graph'
  | 'lineage'
  | 'import'
  | 'scaffold'
  | 'grants'
  | 'convert'
  | 'partitions'
  | 'rlsMatrix';

/** Loads one of our pages into a webview, of a panel or of a view. Connect it first, so that no message is lost. */
export function loadWebviewPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: { readonly name: WebviewName; readonly title: string },
): void {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.html = webviewHtml({
    title: page.title,
    script: webview.asWebviewUri(vscode.Uri.joinPath(folder, `${page.name}.js`)).toString(),
    scriptNonce: randomBytes(16).toString('base64url'),
    styleNonce: randomBytes(16).toString('base64url'),
  });
}

/** Answers the page's requests through the error funnel. The caller disposes it together with the panel or view. */
export function connectWebview<Local extends Contract<Local>, Far extends Contract<Far>>(
  webview: vscode.Webview,
  handlers: Handlers<Local>,
  validators: Validators<Local>,
  runner: Runner,
): Rpc<Local, Far> {
  return new Rpc<Local, Far>({
    channel: {
      post: (message) => void webview.postMessage(message),
      onMessage: (listener) => webview.onDidReceiveMessage(listener),
    },
    handlers,
    validators,
    toWire: runner.toWire,
  });
}
