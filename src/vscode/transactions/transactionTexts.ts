import { displayName } from '../../core/explorer/displayName';
import type { EditorSession } from '../query/editorSession';
import { elapsedText } from '../query/statusTexts';
import type { CommitMode } from './commitModes';

/** How the item of the commit mode reads. On a read-only or pooled session there is nothing to commit. */
export function modeTexts(
  mode: CommitMode,
  editor: Pick<EditorSession, 'readOnly' | 'session'> | undefined,
): { readonly text: string; readonly tooltip: string } {
  const without = editor && whyNoManual(editor);
  if (mode === 'automatic') {
    return {
      text: 'Auto',
      tooltip: 'Each statement commits by itself. Press to commit by hand in this editor.',
    };
  }
  return {
    text: 'Manual',
    tooltip:
      without ??
      'A transaction begins with the next statement, and you commit it. Press to commit automatically in this editor.',
  };
}

/** Why no transaction can stay open between runs, in a sentence. */
export function whyNoManual({
  readOnly,
  session,
}: Pick<EditorSession, 'readOnly' | 'session'>): string | undefined {
  if (readOnly) {
    return 'On a read-only connection each statement is rolled back, so there is nothing to commit.';
  }
  return session.server.transactionPooled
    ? 'Behind a pooler in transaction mode no transaction can stay open between runs, so each statement commits by itself.'
    : undefined;
}

/** What the item of an open transaction says; undefined when none is open. */
export function transactionTexts(
  editor: EditorSession | undefined,
  now: number,
): { readonly text: string; readonly tooltip: string; readonly failed: boolean } | undefined {
  if (!editor?.inTransaction) {
    return undefined;
  }
  const failed = editor.session.transaction === 'failed';
  const age = elapsedText(now - (editor.transactionSince ?? now));
  const idle = editor.profile.timeouts.idleInTransaction;
  const lines = [
    failed
      ? 'A statement of the transaction failed, so nothing of it can be committed. Roll it back to go on.'
      : 'A transaction is open. Commit it or roll it back to end it.',
    `On ${displayName(editor.profile.name)}, for ${age}.`,
    idle > 0
      ? `The server ends this session when the transaction waits longer than ${idle / 1000} s for a statement.`
      : undefined,
  ];
  return {
    text: `${failed ? 'Transaction failed' : 'In transaction'} ${age}`,
    tooltip: lines.filter((line) => line !== undefined).join('\n'),
    failed,
  };
}
