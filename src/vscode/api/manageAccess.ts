import * as vscode from 'vscode';
import { displayName } from '../../core/explorer/displayName';
import { showInformation } from '../notices';
import type { ApiAccess } from './apiAccess';

/** Shows what other extensions may do, and takes back what the user chooses. */
export async function manageAccess(access: ApiAccess): Promise<void> {
  access.forgetRefusals();
  const { grants } = access;
  if (grants.length === 0) {
    void showInformation('No other extension may use a connection of Lakehouse Postgres.');
    return;
  }
  const items = grants.map((grant) => ({
    label: displayName(grant.callerLabel).replaceAll('$(', '$\u200b('),
    description: displayName(grant.connection).replaceAll('$(', '$\u200b('),
    detail: grant.writes ? 'May read and write' : 'May read',
    grant,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Access of Other Extensions',
    placeHolder: 'Choose what is to be taken back',
    canPickMany: true,
  });
  for (const { grant } of chosen ?? []) {
    await access.revoke(grant);
  }
}
