/**
 * An error written for the person at the keyboard: the message says what happened, where, and what to do next.
 * The error funnel shows it as it is; every other error is logged with its stack and shown as one plain sentence.
 */
export class UserError extends Error {
  /** A command that helps, offered as a button. */
  readonly action: UserErrorAction | undefined;

  constructor(
    message: string,
    options: { readonly action?: UserErrorAction; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.action = options.action;
  }
}

export interface UserErrorAction {
  readonly title: string;
  readonly command: string;
  readonly args?: readonly unknown[];
}
