import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { hostMemory } from './hostMemory';

/** What a huge database costs the extension host, in megabytes. */
export interface HugeHostReport {
  readonly memory: number;
}

/**
 * Runs in the extension host, instead of tests: connects to the huge database, searches it, shows a table in the tree,
 * and writes the report to `LAKEHOUSE_BENCH_REPORT`.
 */
export async function run(): Promise<void> {
  const found = vscode.extensions.getExtension('lakehouse-postgres.lakehouse-postgres');
  await found?.activate();
  const before = hostMemory();
  await vscode.commands.executeCommand('lakehouse.connections.connect', 'bench');
  const document = await vscode.workspace.openTextDocument({
    language: 'sql',
    content: 'select * from tenant_0777.table_13',
  });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.positionAt(document.getText().length - 1);
  editor.selection = new vscode.Selection(end, end);
  await vscode.commands.executeCommand('lakehouse.goToObject');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const report: HugeHostReport = { memory: hostMemory() - before };
  writeFileSync(process.env['LAKEHOUSE_BENCH_REPORT'] ?? '', JSON.stringify(report));
}
