import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { whyMayWrite } from '../../core/query/mayWrite';
import { type PlannedStatement, sentSql } from '../../core/query/runPlan';
import type { SqlParser } from '../../core/sql/parser';
import type { EditorSession } from './editorSession';

/** What is about to be written on production. */
export interface WriteQuestion {
  readonly message: string;
  readonly detail: string;
}

/** `always` runs, and asks no more until the session of the document ends. */
export type WriteAnswer = 'once' | 'always' | 'no';
export type AskAboutWrites = (question: WriteQuestion) => Promise<WriteAnswer>;

/** Asks in a dialog in front of everything. */
const askAboutWritesModal: AskAboutWrites = async ({ message, detail }) => {
  const [once, always] = ['Run', 'Run, and Don’t Ask Again in This Session'];
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, once, always);
  return answer === once ? 'once' : answer === always ? 'always' : 'no';
};

/** So many statements are shown in the question, each with so many characters. */
const shownStatements = 5;
const shownCharacters = 400;

/**
 * Asks once before a run in which a statement may write. A run that only reads is never asked about.
 * @throws CancelledError when the user does not want it
 */
export async function askBeforeWrites(
  editor: EditorSession,
  statements: readonly PlannedStatement[],
  {
    parser,
    ask = askAboutWritesModal,
  }: { readonly parser: SqlParser; readonly ask: AskAboutWrites | undefined },
): Promise<void> {
  const writing = await writingStatements(statements, parser);
  if (writing.length === 0) {
    return;
  }
  const answer = await ask(questionAbout(editor, writing));
  if (answer === 'no') {
    throw new CancelledError();
  }
  editor.asksAboutWrites = answer === 'once';
}

interface WritingStatement {
  readonly text: string;
  readonly reason: string;
}

async function writingStatements(
  statements: readonly PlannedStatement[],
  parser: SqlParser,
): Promise<readonly WritingStatement[]> {
  const found: WritingStatement[] = [];
  for (const planned of statements) {
    const sql = sentSql(planned);
    const reason = sql === undefined ? undefined : await whyMayWrite(parser, sql);
    if (reason !== undefined) {
      found.push({ text: planned.text, reason });
    }
  }
  return found;
}

function questionAbout(editor: EditorSession, writing: readonly WritingStatement[]): WriteQuestion {
  const { profile, binding, role } = editor;
  const count = writing.length;
  const what = count === 1 ? 'a statement that may write' : `${count} statements that may write`;
  const shown = writing
    .slice(0, shownStatements)
    .map(({ text, reason }) => `${shortened(text)}\n→ ${reason}`);
  return {
    message: `Run ${what} on ${profile.name}, which is production?`,
    detail: [
      ...shown,
      ...(count > shownStatements ? [`… and ${count - shownStatements} more`] : []),
      `Connection: ${profile.name}. Database: ${binding.database}. Role: ${role}.`,
    ].join('\n\n'),
  };
}

function shortened(text: string): string {
  const characters = Array.from(text.trim().slice(0, 2 * shownCharacters));
  const isWhole = text.trim().length <= shownCharacters;
  return isWhole ? text.trim() : `${characters.slice(0, shownCharacters).join('').trimEnd()} …`;
}
