import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { sandboxDatabase, sandboxId } from '../../core/connections/sandbox';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { CommandId } from '../commands';
import { showInformation } from '../notices';
import { confirmModal } from '../query/questions';
import type { SandboxParts } from './sandboxParts';
import type { SandboxContext } from './sandboxService';

const martSchema = 'marts';
const sampleMart = 'mart_bioreactor_overview';

/** Starts the sandbox where it does not run, and shows its marts in the sidebar. */
export async function open(parts: SandboxParts): Promise<void> {
  await connect(parts);
  await vscode.commands.executeCommand('lakehouse.databases.focus');
  await parts.reveal(sandboxId, [isDatabase, isMarts]);
  await offerNewSample(parts);
}

export async function stop({ service, connections }: SandboxParts): Promise<void> {
  const { current } = service;
  if (!current) {
    void showInformation('The sandbox does not run.');
    return;
  }
  const { windows } = await current.status();
  const others = windows > 1 ? ' It ends for the other windows, too.' : '';
  const question = {
    message: 'Stop the sandbox?',
    detail: `Its data are kept, and it starts again when something connects. Open transactions are rolled back.${others}`,
    yes: 'Stop',
  };
  if (await confirmModal(question)) {
    await connections.disconnect(sandboxId);
    await current.stop();
  }
}

export async function reset(parts: SandboxParts): Promise<void> {
  const question = {
    message: 'Reset the sandbox?',
    detail:
      'Everything that was changed in it is lost, and the sample is loaded anew. Sessions of all windows in the sandbox end.',
    yes: 'Reset',
  };
  if (!(await confirmModal(question))) {
    throw new CancelledError();
  }
  await parts.connections.disconnect(sandboxId);
  const progress = { location: vscode.ProgressLocation.Notification, title: 'Resetting the sandbox…' };
  await vscode.window.withProgress(progress, () => parts.service.reset());
  await parts.service.show(true);
  await parts.connections.database(sandboxId);
}

/** Takes the sandbox out of the list, and its data from the disk. */
export async function remove({ service, connections, context }: SandboxParts): Promise<void> {
  const question = {
    message: 'Remove the sandbox?',
    detail:
      'It is stopped for all windows, and its data are deleted. Open Sample Lakehouse makes a new one at any time.',
    yes: 'Remove',
  };
  if (!(await confirmModal(question))) {
    throw new CancelledError();
  }
  await connections.disconnect(sandboxId);
  // Another window may hold it. One that cannot be opened is removed all the same.
  const window = await service.join().catch(() => undefined);
  await window?.remove();
  await service.show(false);
  const { removeSandbox } = await import('../../node/sandbox/openSandbox');
  await removeSandbox(vscode.Uri.joinPath(context.globalStorageUri, 'sandbox').fsPath);
}

/** The written list of what the sandbox cannot do. */
export async function showLimits({ extensionPath }: SandboxContext): Promise<void> {
  const page = vscode.Uri.joinPath(vscode.Uri.file(extensionPath), 'docs', 'SANDBOX.md');
  await vscode.commands.executeCommand('markdown.showPreview', page);
}

/** Opens the page of a mart of the sample. */
export async function openMart(parts: SandboxParts): Promise<void> {
  await connect(parts);
  await vscode.commands.executeCommand('lakehouse.databases.focus');
  const mart = await parts.reveal(sandboxId, [isDatabase, isMarts, isSampleMart]);
  await vscode.commands.executeCommand('lakehouse.openMart' satisfies CommandId, mart);
}

export async function openQuery(parts: SandboxParts): Promise<void> {
  await connect(parts);
  await parts.queries.open(sandboxId, sandboxDatabase, sampleQuery);
}

export async function explainQuery(parts: SandboxParts): Promise<void> {
  await connect(parts);
  await parts.queries.open(sandboxId, sandboxDatabase, samplePlanQuery);
  await vscode.commands.executeCommand('lakehouse.plan.explainAnalyze' satisfies CommandId);
}

async function connect({ service, connections }: SandboxParts): Promise<void> {
  await service.show(true);
  const started = service.current !== undefined || connections.state(sandboxId).kind === 'connecting';
  const progress = {
    location: started ? vscode.ProgressLocation.Window : vscode.ProgressLocation.Notification,
    title: 'Opening the sample lakehouse…',
  };
  await vscode.window.withProgress(progress, () => connections.database(sandboxId));
}

/** Asked once for each version of the extension. */
const keptKey = 'lakehouse.sandbox.kept';

async function offerNewSample({ service, context }: SandboxParts): Promise<void> {
  const { current } = service;
  const version = versionOf(context);
  if (
    !current ||
    context.globalState.get(keptKey) === version ||
    !(await current.status()).cluster.outdated
  ) {
    return;
  }
  const again = 'Reset Sandbox…';
  const keep = 'Keep My Data';
  const chosen = await showInformation(
    'The sandbox was made by another version of Lakehouse Postgres. Your data are still there. Reset it to get the sample of this version.',
    again,
    keep,
  );
  if (chosen === again) {
    await vscode.commands.executeCommand('lakehouse.sandbox.reset' satisfies CommandId);
  } else if (chosen === keep) {
    await context.globalState.update(keptKey, version);
  }
}

function versionOf({ extension }: SandboxContext): string {
  const manifest = extension.packageJSON as { readonly version?: unknown };
  return String(manifest.version);
}

const isDatabase = (node: ExplorerNode): boolean =>
  node.kind === 'database' && node.row.name === sandboxDatabase;
const isMarts = (node: ExplorerNode): boolean => node.kind === 'schema' && node.row.name === martSchema;
const isSampleMart = (node: ExplorerNode): boolean =>
  node.kind === 'relation' && node.row.name === sampleMart;

const sampleQuery = `-- Put the cursor into a statement and press Ctrl+Enter (Cmd+Enter on a Mac) to run it.
SELECT product, count(*) AS batches, round(avg(final_titer_g_l), 2) AS average_titer_g_l
  FROM ${martSchema}.${sampleMart}
 GROUP BY product
 ORDER BY average_titer_g_l DESC;

-- Loans of the last year by product.
SELECT p.product_name, count(*) AS loans, sum(l.principal_amount) AS principal
  FROM core.loans l JOIN core.products p USING (product_id)
 WHERE l.created_at >= now() - interval '1 year'
 GROUP BY p.product_name
 ORDER BY principal DESC;
`;

const samplePlanQuery = `-- Payments of the last three months. Older partitions of the table are not read.
SELECT c.address ->> 'city' AS city, p.channel, count(*) AS payments, sum(p.amount) AS amount
  FROM core.payments p
       JOIN core.customers c USING (customer_id)
 WHERE p.payment_date >= now() - interval '3 months'
 GROUP BY 1, 2
 ORDER BY amount DESC;
`;
