import * as vscode from 'vscode';
import type { SandboxEnd } from '../../node/sandbox/sandboxWindow';
import type { OwnerNews } from '../../node/sandbox/windowMessages';
import type { CommandId } from '../commands';
import { showInformation, showWarning } from '../notices';
import type { SandboxService } from './sandboxService';

/** One notification about waiting at a time, whoever waits. */
let waitingShown = false;

/** Says that the sandbox ended, and offers to start it again. */
export async function sayEnd({ expected, reason }: SandboxEnd): Promise<void> {
  const again = expected ? 'Open Again' : 'Restart Sandbox';
  const chosen = expected
    ? await showInformation(reason, again)
    : await showWarning(
        'The sandbox stopped unexpectedly. What was committed is kept; open transactions and temporary tables are gone.',
        again,
      );
  if (chosen === again) {
    await vscode.commands.executeCommand('lakehouse.sandbox.open' satisfies CommandId);
  }
}

export async function sayNews(news: OwnerNews, service: SandboxService): Promise<void> {
  if (news.kind === 'waiting') {
    await sayWaiting(news, service);
    return;
  }
  const { kind, reason } = news.cause;
  const text = `The sandbox was restarted, because ${reason}.`;
  if (kind === 'broken') {
    await showWarning(`${text} What was committed is kept.`);
  } else {
    vscode.window.setStatusBarMessage(text, 10_000);
  }
}

async function sayWaiting(
  { waiting, holder }: Extract<OwnerNews, { readonly kind: 'waiting' }>,
  service: SandboxService,
): Promise<void> {
  if (waitingShown) {
    return;
  }
  waitingShown = true;
  const running = holder.doing === 'running';
  const end = running ? 'Stop That Statement' : 'Roll Back That Transaction';
  const why = running
    ? `“${holder.name}” runs a statement`
    : `“${holder.name}” has an open transaction. Run COMMIT or ROLLBACK there`;
  const limits = 'Why?';
  const chosen = await showWarning(
    `“${waiting}” waits for the sandbox, which has one session for all: ${why}.`,
    end,
    limits,
  );
  waitingShown = false;
  if (chosen === end) {
    await service.current?.endTurn(holder.id);
  } else if (chosen === limits) {
    await vscode.commands.executeCommand('lakehouse.sandbox.showLimits' satisfies CommandId);
  }
}
