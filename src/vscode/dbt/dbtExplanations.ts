import * as vscode from 'vscode';
import { explainCheck } from '../../core/dbt/checkAbout';
import { everyDbtCheck } from '../../core/dbt/checks/everyCheck';

export const explanationScheme = 'lakehouse-dbt-check';

/** The document that explains a check. The code of each problem links to it. */
export function explanationUri(check: string): vscode.Uri {
  return vscode.Uri.from({ scheme: explanationScheme, path: `/${check}.md` });
}

/** The explanations of checks as read-only documents, so that they can be read without a network. */
export const explanations: vscode.TextDocumentContentProvider = {
  provideTextDocumentContent: (uri) => {
    const id = uri.path.replace(/^\/|\.md$/g, '');
    const check = everyDbtCheck.find((each) => each.id === id);
    return check ? explainCheck(check) : 'There is no such check in this version.\n';
  },
};
