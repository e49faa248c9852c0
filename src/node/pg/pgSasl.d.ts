/** SCRAM as `pg` implements it; the package carries no types for this file. */
declare module 'pg/lib/crypto/sasl' {
  import type { TLSSocket } from 'node:tls';

  interface SaslSession {
    readonly mechanism: string;
    /** The next message to the server. */
    readonly response: string;
  }

  /** @param channel the TLS line to bind to; false for none */
  export function startSession(mechanisms: readonly string[], channel: TLSSocket | false): SaslSession;
  export function continueSession(
    session: SaslSession,
    password: string,
    serverData: string,
    channel: TLSSocket | false,
  ): Promise<void>;
  /** Throws when the server could not prove that it knows the password too. */
  export function finalizeSession(session: SaslSession, serverData: string): void;
}

declare module 'pg/lib/crypto/cert-signatures' {
  /** Throws for a certificate that SCRAM cannot bind to. */
  export function signatureAlgorithmHashFromCertificate(der: Buffer): string;
}
