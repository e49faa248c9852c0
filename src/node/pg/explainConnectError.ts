import { ConnectError } from '../../core/connections/connectError';
import {
  classifyServerError,
  classifySystemError,
  type ConnectFailureKind,
  describeConnectFailure,
} from '../../core/connections/connectFailure';
import { redactSecrets } from '../../core/connections/redact';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { SshError } from '../ssh/sshError';
import { DeadlineError } from './connectDeadline';
import { isSocketDirectory } from './dial';
import { LoginImpossibleError, LoginRefusedError } from './login';
import { CertificateNameError, NoTlsError, TlsAnswerError, TlsHandshakeError } from './negotiateTls';
import { CertificateFileError } from './tlsPlan';

/** Turns whatever stopped a connect into an explanation, free of secrets. */
export function explainConnectError(
  error: unknown,
  profile: ConnectionProfile,
  secrets: readonly string[],
): ConnectError {
  const triedTls = profile.tls.mode !== 'disable' || isSocketDirectory(profile.host);
  const { kind, detail } = classify(error, triedTls);
  const server = error instanceof LoginRefusedError ? error.fields : undefined;
  return new ConnectError(describeConnectFailure(kind, profile, redactSecrets(detail, secrets)), {
    cause: error,
    server,
  });
}

interface Classified {
  readonly kind: ConnectFailureKind;
  readonly detail: string;
}

function classify(error: unknown, triedTls: boolean): Classified {
  if (error instanceof SshError) {
    return { kind: error.kind, detail: error.message };
  }
  if (error instanceof LoginRefusedError) {
    return { kind: classifyServerError(error.fields, triedTls), detail: error.message };
  }
  if (error instanceof LoginImpossibleError) {
    return { kind: error.kind, detail: error.message };
  }
  if (error instanceof DeadlineError) {
    return { kind: 'timeout', detail: `${error.milliseconds / 1000} s` };
  }
  if (error instanceof NoTlsError) {
    return { kind: 'noTls', detail: '' };
  }
  if (error instanceof CertificateNameError) {
    return { kind: 'tlsName', detail: error.message };
  }
  if (error instanceof CertificateFileError) {
    return { kind: 'certificateFile', detail: error.message };
  }
  if (error instanceof TlsAnswerError) {
    return { kind: 'notPostgres', detail: error.message };
  }
  return classifyOther(error);
}

function classifyOther(error: unknown): Classified {
  const code = codeOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return { kind: 'tlsExpired', detail };
  }
  if (authorityCodes.has(code)) {
    return { kind: 'tlsAuthority', detail };
  }
  if (error instanceof TlsHandshakeError || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
    return { kind: 'tlsHandshake', detail };
  }
  const kind = classifySystemError(code);
  if (kind !== undefined) {
    return { kind, detail: code };
  }
  if (/closed the connection/.test(detail)) {
    return { kind: 'closed', detail: '' };
  }
  return /not in the language/.test(detail)
    ? { kind: 'notPostgres', detail: '' }
    : { kind: 'unknown', detail };
}

/** Node's names for a chain that does not end at a trusted authority. Source: Node manual, "X509 certificate error codes". */
const authorityCodes: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
]);

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : '';
}
