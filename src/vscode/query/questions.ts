import * as vscode from 'vscode';

/** A question that must be answered before anything goes on. */
export interface Question {
  readonly message: string;
  readonly detail?: string;
  /** The button that says yes. Everything else is a no. */
  readonly yes: string;
  /** The button that says no; "Cancel" unless named. */
  readonly no?: string;
}

export type Confirm = (question: Question) => Promise<boolean>;

/** Asks in a dialog in front of everything. */
export const confirmModal: Confirm = async ({ message, detail, yes, no }) => {
  const options = detail === undefined ? { modal: true } : { modal: true, detail };
  const buttons = [{ title: yes }, ...(no === undefined ? [] : [{ title: no, isCloseAffordance: true }])];
  return (await vscode.window.showWarningMessage(message, options, ...buttons))?.title === yes;
};
