import * as vscode from 'vscode';
import type { TextRange } from '../../base/textRange';
import { formatStatements } from '../../core/format/formatDocument';
import { isSqlDocument, sqlLanguages, statementsOf } from '../query/sqlDocuments';
import type { Runner } from '../run';
import { readSetting } from '../settings';

/** Milliseconds for which the status bar tells what stayed as it was. */
const told = 8000;

/** Models of dbt are laid out, too; to run them is dbt's. */
const modelLanguage = 'jinja-sql';

/** *Format Document* and *Format Selection* for SQL. */
export function registerFormat(runner: Runner): vscode.Disposable {
  const selector = [...sqlLanguages, modelLanguage].map((language) => ({ language }));
  const provide = (document: vscode.TextDocument, within: TextRange, options: vscode.FormattingOptions) =>
    runner.quietly('formatting', [], () => formatEdits(document, within, options));
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: (document, options) =>
        provide(document, { start: 0, end: document.getText().length }, options),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(selector, {
      provideDocumentRangeFormattingEdits: (document, range, options) =>
        provide(
          document,
          { start: document.offsetAt(range.start), end: document.offsetAt(range.end) },
          options,
        ),
    }),
  );
}

async function formatEdits(
  document: vscode.TextDocument,
  within: TextRange,
  { tabSize, insertSpaces }: vscode.FormattingOptions,
): Promise<vscode.TextEdit[]> {
  if (!isSqlDocument(document) && document.languageId !== modelLanguage) {
    return [];
  }
  const { sqlLayout } = await import('../../node/format/sqlLayout');
  const { uri } = document;
  const layout = sqlLayout({
    tabWidth: tabSize,
    useTabs: !insertSpaces,
    keywordCase: known(letterCases, readSetting('lakehouse.format.keywordCase', uri)),
    functionCase: known(letterCases, readSetting('lakehouse.format.functionCase', uri)),
    dataTypeCase: known(letterCases, readSetting('lakehouse.format.dataTypeCase', uri)),
    indentStyle: known(indentStyles, readSetting('lakehouse.format.indentStyle', uri)),
    logicalOperatorNewline: known(newlines, readSetting('lakehouse.format.logicalOperatorNewline', uri)),
    expressionWidth: readSetting('lakehouse.format.expressionWidth', uri),
    denseOperators: readSetting('lakehouse.format.denseOperators', uri),
  });
  const { edits, left } = formatStatements(document.getText(), statementsOf(document), within, layout);
  const [first] = left;
  if (first !== undefined) {
    tellWhatStayed(left.length, document.positionAt(first).line + 1);
  }
  const range = ({ start, end }: TextRange) =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  return edits.map((edit) => vscode.TextEdit.replace(range(edit.range), edit.text));
}

const letterCases = ['preserve', 'upper', 'lower'] as const;
const indentStyles = ['standard', 'tabularLeft', 'tabularRight'] as const;
const newlines = ['before', 'after'] as const;

/** A setting may hold any text; the first choice is the default. */
function known<T extends string>(choices: readonly [T, ...T[]], value: string): T {
  return choices.find((choice) => choice === value) ?? choices[0];
}

function tellWhatStayed(count: number, line: number): void {
  const what =
    count === 1
      ? `The statement at line ${line} was`
      : `${count} statements, the first at line ${line}, were`;
  vscode.window.setStatusBarMessage(`$(info) ${what} left as written: the formatter cannot read it.`, told);
}
