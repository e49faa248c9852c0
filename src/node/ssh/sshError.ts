/** Why a tunnel could not be used. */
export type SshFailure =
  'sshUnreachable' | 'sshHostKey' | 'sshAuthentication' | 'sshKeyFile' | 'sshForward' | 'sshEnded';

/** Something of a tunnel failed; the message is a sentence for the user, without secrets. */
export class SshError extends Error {
  constructor(
    readonly kind: SshFailure,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = 'SshError';
  }
}
