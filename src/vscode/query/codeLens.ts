import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { CommandId } from '../commands';
import { onDidChangeSetting, readSetting } from '../settings';
import { isSqlDocument, sqlLanguages, statementsOf } from './sqlDocuments';

/** What a CodeLens passes to its command: the statement that begins at `start`, in UTF-16 units. */
export interface StatementReference {
  readonly uri: vscode.Uri;
  readonly start: number;
}

/** "Run | Explain | Analyze" above each statement. */
export class StatementLenses implements vscode.CodeLensProvider<StatementLens>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor() {
    this.store.add(onDidChangeSetting(['lakehouse.query.codeLens'], () => this.changed.fire()));
    const selector = sqlLanguages.map((language) => ({ language }));
    this.store.add(vscode.languages.registerCodeLensProvider(selector, this));
  }

  provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): StatementLens[] {
    if (!isSqlDocument(document) || !readSetting('lakehouse.query.codeLens', document.uri)) {
      return [];
    }
    const statements = statementsOf(document);
    if (token.isCancellationRequested || statements.some((statement) => statement.hasJinja)) {
      return [];
    }
    return statements
      .filter((statement) => !statement.isMetaCommand)
      .flatMap(({ range }) => {
        const position = document.positionAt(range.start);
        const at = new vscode.Range(position, position);
        return actions.map(
          (action) => new StatementLens(at, action, { uri: document.uri, start: range.start }),
        );
      });
  }

  /** Only lenses that come into view get their command, which keeps a file of thousands of statements cheap. */
  resolveCodeLens(lens: StatementLens): StatementLens {
    const { command, title, tooltip } = lens.action;
    lens.command = { command, title, tooltip, arguments: [lens.reference] };
    return lens;
  }

  dispose(): void {
    this.store.dispose();
  }
}

class StatementLens extends vscode.CodeLens {
  constructor(
    range: vscode.Range,
    readonly action: LensAction,
    readonly reference: StatementReference,
  ) {
    super(range);
  }
}

interface LensAction {
  readonly command: CommandId;
  readonly title: string;
  readonly tooltip: string;
}

const actions: readonly LensAction[] = [
  { command: 'lakehouse.query.runStatement', title: 'Run', tooltip: 'Run this statement' },
  {
    command: 'lakehouse.plan.explain',
    title: 'Explain',
    tooltip: 'Show the plan without running the statement',
  },
  {
    command: 'lakehouse.plan.explainAnalyze',
    title: 'Analyze',
    tooltip: 'Run the statement, roll it back, and show the plan with what really happened',
  },
];
