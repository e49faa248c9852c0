import * as vscode from 'vscode';
import { findParameters } from '../../../core/query/parameters';
import type { PlannedStatement } from '../../../core/query/runPlan';
import type { Lens } from '../../../core/rowSecurity/lens';
import { type CommandTarget, commandTarget } from '../../query/commandTarget';
import type { Binding } from '../../query/connectionBindings';
import type { EditorWork } from '../../query/editorWork';
import type { StatementGuards } from '../../query/statementGuards';
import { askLens, type AskLens } from '../../viewAs/askLens';
import { oneStatement, refuseMetaCommand } from '../running/oneStatement';
import { type PolicyCostParts, showPolicyCost } from './showPolicyCost';

export interface DocumentCostParts extends PolicyCostParts {
  readonly work: EditorWork;
  readonly guards: Pick<StatementGuards, 'prepare' | 'lens'>;
  /** How role and settings are asked for; by lists unless named. */
  readonly askLens?: AskLens;
  /** Whether to execute; asked by a list unless named. */
  readonly askAnalyze?: () => Promise<boolean | undefined>;
}

/** Shows what the policies cost the statement at the cursor, for the role that its editor is viewed as or a chosen one. */
export async function policyCostOfDocument(parts: DocumentCostParts, argument: unknown): Promise<void> {
  const target = await commandTarget(argument);
  const source = oneStatement(target.document, target.target);
  refuseMetaCommand(source);
  const place = await parts.work.binding(target.document.uri);
  const lens = parts.guards.lens(target.document.uri) ?? (await chooseLens(parts, place));
  const analyze = lens && (await (parts.askAnalyze ?? askAnalyze)());
  if (!lens || analyze === undefined) {
    return;
  }
  const { text, sent } = await withValues(parts, target, source);
  await showPolicyCost(parts, {
    text: sent?.text ?? text,
    ...{ values: sent?.values, lens, place, analyze },
  });
}

async function chooseLens(
  { connections, askLens: ask = askLens }: DocumentCostParts,
  place: Binding,
): Promise<Lens | undefined> {
  const choice = await ask(await connections.database(place.profileId, place.database), undefined);
  return typeof choice === 'object' ? choice : undefined;
}

/** The values of its parameters are asked for, as before a run. */
async function withValues(
  { work, guards }: DocumentCostParts,
  { document: { uri } }: CommandTarget,
  source: PlannedStatement,
): Promise<PlannedStatement> {
  if (findParameters(source.text).length === 0) {
    return source;
  }
  return work.perform(uri, async (editor) => {
    const [prepared] = await guards.prepare({ uri, editor, statements: [source] });
    return prepared ?? source;
  });
}

async function askAnalyze(): Promise<boolean | undefined> {
  const item = await vscode.window.showQuickPick(
    [
      {
        label: '$(symbol-ruler) Estimate',
        description: 'EXPLAIN: the cost, nothing is executed',
        analyze: false,
      },
      {
        label: '$(play) Execute',
        description: 'EXPLAIN ANALYZE: the time, executed twice and rolled back',
        analyze: true,
      },
    ],
    {
      title: 'What Row Security Costs',
      placeHolder: 'The statement is explained with the policies and without',
    },
  );
  return item?.analyze;
}
