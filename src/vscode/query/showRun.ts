import * as vscode from 'vscode';
import type { TextRange } from '../../base/textRange';
import type { PlannedStatement } from '../../core/query/runPlan';
import { type RunLimits, RunStore } from '../../core/query/runStore';
import { QueryRun, type RunPlace } from './queryRun';
import type { QueryFeature } from './registerQuery';
import { TextFollower } from './textFollower';

/** A run whose answers do not come from the session of an editor. */
export interface OtherRun {
  readonly place: RunPlace;
  readonly texts: readonly string[];
  readonly limits: RunLimits;
  /** Brings the answers into the store. */
  readonly fill: (store: RunStore) => Promise<void>;
}

/** Opens the statements in a new document, and shows their results as if the document had run. Throws as `fill`. */
export async function showRun(
  query: Pick<QueryFeature, 'bindings' | 'runs' | 'makeRows' | 'showResults'>,
  { place, texts, limits, fill }: OtherRun,
): Promise<void> {
  const { content, statements } = joined(texts);
  const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
  query.bindings.set(document.uri, { profileId: place.profileId, database: place.database });
  await vscode.window.showTextDocument(document, { preview: false });
  const store = new RunStore(statements, limits, await query.makeRows());
  const run = new QueryRun(query.runs.nextId(), store, place, new TextFollower(document.uri));
  query.runs.set(run);
  await query.showResults(document.uri);
  await fill(store);
}

function joined(texts: readonly string[]): {
  readonly content: string;
  readonly statements: readonly PlannedStatement[];
} {
  let content = '';
  const statements = texts.map((text) => {
    const range: TextRange = { start: content.length, end: content.length + text.length };
    // A backslash command of psql ends with its line.
    content += `${text}${text.startsWith('\\') ? '' : ';'}\n\n`;
    return { text, range };
  });
  return { content: `${content.trimEnd()}\n`, statements };
}
