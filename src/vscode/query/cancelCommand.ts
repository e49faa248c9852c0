import * as vscode from 'vscode';
import { showWarning } from '../notices';
import type { EditorSession } from './editorSession';
import type { CancelPress, EditorWork } from './editorWork';
import type { Confirm } from './questions';

/**
 * Cancels what the document's session is doing, and says whether the server obeyed. A second press, or a server that
 * does not obey, leads to the offer to terminate.
 */
export async function cancelWork(uri: vscode.Uri, work: EditorWork, confirm: Confirm): Promise<void> {
  const press = await work.cancel(uri);
  const editor = await report(press);
  if (editor && work.of(uri)) {
    await offerToTerminate(editor, confirm);
  }
}

/** Answers with the session that the user may want to terminate. */
async function report(press: CancelPress): Promise<EditorSession | undefined> {
  switch (press.kind) {
    case 'nothing':
      say('Nothing is running in this editor.');
      return undefined;
    case 'beforeSending':
      say('Cancelled before anything was sent.');
      return undefined;
    case 'released':
      say('The rest of the result was not fetched.');
      return undefined;
    case 'again':
      return press.editor;
    case 'asked':
      break;
  }
  const { outcome, editor } = press;
  switch (outcome.kind) {
    case 'cancelled':
      say('The server cancelled the statement.');
      return undefined;
    case 'notSent':
      say('Cancelled before anything was sent.');
      return undefined;
    case 'finishedFirst':
      say('The statement had finished before the server could cancel it.');
      return undefined;
    case 'notObeyed': {
      const terminate = 'Terminate…';
      const answer = await showWarning(
        `The server has not cancelled the statement. ${outcome.reason}`,
        terminate,
      );
      return answer === terminate ? editor : undefined;
    }
  }
}

async function offerToTerminate(editor: EditorSession, confirm: Confirm): Promise<void> {
  const terminate = await confirm({
    message: 'The server was asked to cancel the statement and has not done so yet.',
    detail:
      'Terminate the session? Its temporary tables, settings and open transaction are lost. ' +
      'Whether the statement was carried out may not be known.',
    yes: 'Terminate',
  });
  if (terminate) {
    await editor.session.terminate();
  }
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, 5000);
}
