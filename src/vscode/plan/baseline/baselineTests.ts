import * as vscode from 'vscode';
import { baselineEnding } from '../../../core/plan/baseline/baselineFile';
import { type BaselineOutcome, outcomeSentences } from '../../../core/plan/baseline/checkBaseline';
import type { Runner } from '../../run';
import { FileTests, type TestVerdict } from '../../testing/fileTests';
import type { CheckedBaseline, PlanBaselines } from './planBaselines';

/** The baselines of the workspace in the Test Explorer: an entry for each file, and one below it for each statement. */
export function baselineTests(baselines: PlanBaselines, runner: Runner): FileTests<'bound'> {
  return new FileTests<'bound'>(
    {
      id: 'lakehouse.planBaselines',
      label: 'Plan Baselines',
      ending: baselineEnding,
      profiles: [{ label: 'Check Plans', where: () => Promise.resolve('bound') }],
      files: () => baselines.files(),
      read: async (file) => {
        const statements = (await baselines.read(file))?.statements ?? [];
        return { tests: statements.map(({ number, sql }) => ({ key: number, label: sql })) };
      },
      run: async (file, { only, signal }, tell) => {
        for (const checked of await baselines.check(file, only, signal)) {
          tell(checked.number, await verdictOf(baselines, file, checked));
        }
      },
    },
    runner,
  );
}

async function verdictOf(
  baselines: PlanBaselines,
  file: vscode.Uri,
  { outcome, number }: CheckedBaseline,
): Promise<TestVerdict> {
  if (outcome.kind === 'same') {
    return { kind: 'passed' };
  }
  const message = messageFor(outcome, file, number);
  const place = await baselines.place(file, number).catch(() => undefined);
  if (place) {
    message.location = place;
  }
  return { kind: outcome.kind === 'changed' ? 'failed' : 'errored', message };
}

/** The sentences, the difference of the lines, and a link to the comparison. Names of a database are data. */
function messageFor(outcome: BaselineOutcome, file: vscode.Uri, number: number): vscode.TestMessage {
  const text = new vscode.MarkdownString();
  for (const sentence of outcomeSentences(outcome)) {
    text.appendText(sentence);
    text.appendMarkdown('\n\n');
  }
  if (outcome.kind !== 'changed') {
    return new vscode.TestMessage(text);
  }
  text.isTrusted = { enabledCommands: ['lakehouse.plan.compare'] };
  const argument = encodeURIComponent(JSON.stringify([{ baseline: file.toString(), statement: number }]));
  text.appendMarkdown(`[Compare the plans](command:lakehouse.plan.compare?${argument})`);
  return vscode.TestMessage.diff(text, outcome.expected.join('\n'), outcome.actual.join('\n'));
}
