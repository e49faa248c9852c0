import type { ServerError } from '../sql/serverError';

/** What an error of the server says about a command that was tried. */
export type TrialError =
  | { readonly kind: 'privilege' | 'policy' }
  /** A constraint stopped it. Row security is checked before constraints, so it had let the row pass. */
  | { readonly kind: 'constraint' }
  | { readonly kind: 'notPossible' }
  /** A lock or the time limit. */
  | { readonly kind: 'tooLong' }
  | { readonly kind: 'failed' };

/**
 * Reads the error of a command that was tried as a role. The messages are translated by the server, so the function that
 * reported it tells a missing privilege from a policy. Source: ExecInsert() and ExecWithCheckOptions() in
 * src/backend/executor, aclcheck_error() in src/backend/catalog/aclchk.c.
 */
export function readTrialError({ code, fields }: ServerError): TrialError {
  if (code === '42501') {
    const { routine, message } = fields;
    const isPolicy =
      routine === undefined ? /row-level security/.test(message) : routine === 'ExecWithCheckOptions';
    return { kind: isPolicy ? 'policy' : 'privilege' };
  }
  if (code.startsWith('23')) {
    return { kind: 'constraint' };
  }
  if (['55000', '42809', '0A000'].includes(code)) {
    return { kind: 'notPossible' };
  }
  return { kind: ['57014', '55P03'].includes(code) ? 'tooLong' : 'failed' };
}
