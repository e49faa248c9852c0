import type * as vscode from 'vscode';

/** Opens SQL for the other features, so that the sidebar needs to know nothing of editors and sessions. */
export interface QueryOpener {
  /** A new SQL document with this text, bound to the database. Nothing is sent. */
  open(profileId: string, database: string, sql: string): Promise<vscode.Uri>;
  /** Like `open`, and runs the whole text at once. */
  openAndRun(profileId: string, database: string, sql: string): Promise<void>;
}
