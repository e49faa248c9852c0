import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { UserError } from '../../base/userError';
import { saslprep } from './saslprep';

/** As many as PostgreSQL uses unless scram_iterations says otherwise. */
const iterationsUsually = 4096;
const saltBytes = 16;

/**
 * What the server keeps of a password, made here as psql's \password does it: the password itself is never sent, so it
 * stands in no log and no history. It goes into `ALTER ROLE … PASSWORD '…'` in the place of the password.
 * Source: RFC 5803; PostgreSQL, src/common/scram-common.c (scram_build_secret).
 * @param options the salt, and how often it is hashed; random and 4096 unless told
 * @throws UserError for an empty password, with which nobody could log in
 */
export async function scramVerifier(
  password: string,
  options: { readonly salt?: Uint8Array; readonly iterations?: number } = {},
): Promise<string> {
  if (password === '' || password.includes('\0')) {
    throw new UserError(
      'Type a password: PostgreSQL lets nobody log in with an empty one, or with a NUL in it.',
    );
  }
  const salt = options.salt ?? randomBytes(saltBytes);
  const iterations = options.iterations ?? iterationsUsually;
  const salted = await promisify(pbkdf2)(saslprep(password), salt, iterations, 32, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const serverKey = hmac(salted, 'Server Key').toString('base64');
  const saltText = Buffer.from(salt).toString('base64');
  return `SCRAM-SHA-256$${String(iterations)}:${saltText}$${storedKey}:${serverKey}`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
