import { createPrivateKey } from 'node:crypto';
import { constants, promises as fs } from 'node:fs';
import { type ParsedKey, utils } from 'ssh2';
import type { ResolvedHop } from '../../core/connections/sshConfig';
import { expandHome } from '../expandHome';
import { SshError } from './sshError';
import { usualKeyFiles } from './usualKeyFiles';

/** A private key as its file holds it. */
export interface KeyFile {
  readonly file: string;
  readonly text: string;
}

/**
 * The private keys for a hop: those that were named, else the usual ones that exist.
 * @throws SshError for a named file that is missing or can be read by others
 */
export async function findKeyFiles({ keyFiles }: ResolvedHop): Promise<readonly KeyFile[]> {
  const named = keyFiles.map(expandHome);
  const files = named.length > 0 ? named : usualKeyFiles();
  const found: KeyFile[] = [];
  for (const file of files) {
    const text = await readKeyFile(file, named.length > 0);
    if (text !== undefined) {
      found.push({ file, text });
    }
  }
  return found;
}

/**
 * Reads a key. Undefined means that its passphrase is missing or wrong.
 * @throws SshError for a file that is no private key, or one of an unknown form
 */
export function readPrivateKey(
  { file, text }: KeyFile,
  passphrase: string | undefined,
): ParsedKey | undefined {
  if (isEncrypted(text) && passphrase === undefined) {
    return undefined;
  }
  const parsed = utils.parseKey(asTraditional({ file, text }, passphrase) ?? text, passphrase);
  const [key] = parsed instanceof Error ? [] : [parsed].flat();
  if (key?.isPrivateKey() === true) {
    return key;
  }
  if (isEncrypted(text)) {
    return undefined;
  }
  throw new SshError('sshKeyFile', `The file ${file} holds no private key that can be used for SSH.`);
}

/** Whether a passphrase protects the key. */
export function isEncrypted(text: string): boolean {
  if (/^(?:Proc-Type: 4,ENCRYPTED|-----BEGIN ENCRYPTED PRIVATE KEY-----)/m.test(text)) {
    return true;
  }
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1];
  // `openssh-key-v1`, a zero byte, and the name of the cipher with its length.
  return body !== undefined && Buffer.from(body, 'base64').toString('latin1', 19, 23) !== 'none';
}

/** ssh2 does not read PKCS #8, which OpenSSL writes; Node turns it into the older form of the same key. */
function asTraditional({ file, text }: KeyFile, passphrase: string | undefined): string | undefined {
  if (!/-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----/.test(text)) {
    return undefined;
  }
  let type: string | undefined;
  try {
    const key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) });
    type = key.asymmetricKeyType;
    if (type === 'rsa') {
      return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    }
    if (type === 'ec') {
      return key.export({ type: 'sec1', format: 'pem' }).toString();
    }
  } catch {
    return undefined;
  }
  throw new SshError(
    'sshKeyFile',
    `The private key ${file} (${type ?? 'of an unknown type'}) is in PKCS #8 form, which can be used for RSA and ECDSA only. Convert it: ssh-keygen -p -f <file>.`,
  );
}

async function readKeyFile(file: string, named: boolean): Promise<string | undefined> {
  try {
    const stats = await fs.stat(file);
    if (process.platform !== 'win32' && (stats.mode & (constants.S_IRWXG | constants.S_IRWXO)) !== 0) {
      if (!named) {
        return undefined;
      }
      throw new SshError(
        'sshKeyFile',
        `The private key ${file} can be read by others, so it was not used: set its permissions to 0600 (chmod 600).`,
      );
    }
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof SshError) {
      throw error;
    }
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    if (!named) {
      return undefined;
    }
    throw new SshError(
      'sshKeyFile',
      code === 'ENOENT'
        ? `The private key ${file} does not exist.`
        : `The private key ${file} could not be read (${code}).`,
    );
  }
}
