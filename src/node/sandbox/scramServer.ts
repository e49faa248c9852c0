import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

export const scramMechanism = 'SCRAM-SHA-256';

const iterations = 4096;

/** What the server keeps of a password. */
export interface ScramVerifier {
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

export function makeVerifier(password: string): ScramVerifier {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const clientKey = hmac(salted, 'Client Key');
  return {
    salt,
    storedKey: createHash('sha256').update(clientKey).digest(),
    serverKey: hmac(salted, 'Server Key'),
  };
}

/**
 * The server's side of one login by SCRAM-SHA-256, without channel binding. Both sides prove that they know the password
 * and neither tells it, so one who took the port of an owner that is gone learns nothing. Source: RFC 5802 and RFC 7677.
 */
export class ScramExchange {
  private clientFirstBare = '';
  private serverFirst = '';
  private nonce = '';

  constructor(private readonly verifier: ScramVerifier) {}

  /** Answers the client's first message; undefined when it is none. */
  first(message: string): string | undefined {
    const match = /^[ny],,(n=[^,]*,r=([^,]+))/.exec(message);
    if (!match) {
      return undefined;
    }
    this.clientFirstBare = match[1] ?? '';
    this.nonce = `${match[2] ?? ''}${randomBytes(18).toString('base64')}`;
    this.serverFirst = `r=${this.nonce},s=${this.verifier.salt.toString('base64')},i=${String(iterations)}`;
    return this.serverFirst;
  }

  /** Answers the client's proof by the server's own; undefined when the client does not know the password. */
  final(message: string): string | undefined {
    const match = /^(c=(?:biws|eSws),r=([^,]+)),p=([A-Za-z0-9+/=]+)$/.exec(message);
    if (!match || match[2] !== this.nonce || this.nonce === '') {
      return undefined;
    }
    const authMessage = `${this.clientFirstBare},${this.serverFirst},${match[1] ?? ''}`;
    const signature = hmac(this.verifier.storedKey, authMessage);
    const proof = Buffer.from(match[3] ?? '', 'base64');
    if (proof.length !== signature.length) {
      return undefined;
    }
    const clientKey = Buffer.from(proof.map((byte, index) => byte ^ (signature[index] ?? 0)));
    const key = createHash('sha256').update(clientKey).digest();
    return timingSafeEqual(key, this.verifier.storedKey)
      ? `v=${hmac(this.verifier.serverKey, authMessage).toString('base64')}`
      : undefined;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
