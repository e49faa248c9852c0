import { createHash, createHmac } from 'node:crypto';
import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  checkHostKey,
  type HashName,
  hasAuthority,
  knownHostName,
  knownKeyTypes,
  type KnownHost,
  parseKnownHosts,
} from '../../core/connections/knownHosts';
import type { ResolvedHop } from '../../core/connections/sshConfig';
import { SshError } from './sshError';

/** The files that are read, and the one to which new keys are written. */
export interface KnownHostsFiles {
  readonly read: readonly string[];
  /** Of the extension; it is created when it is needed. */
  readonly own: string;
}

/** OpenSSH's files of the user and the system; new keys go to our own file, so that the user's stays as it is. */
export function knownHostsFiles(own: string): KnownHostsFiles {
  const user = ['known_hosts', 'known_hosts2'].map((name) => path.join(os.homedir(), '.ssh', name));
  const system = process.platform === 'win32' ? [] : ['/etc/ssh/ssh_known_hosts'];
  return { read: [...user, ...system, own], own };
}

/** What is known of the keys of one host. */
export class HostKeys {
  private constructor(
    private readonly files: KnownHostsFiles,
    private readonly hop: ResolvedHop,
    private readonly known: readonly KnownHost[],
  ) {}

  static async read(files: KnownHostsFiles, hop: ResolvedHop): Promise<HostKeys> {
    const lists = await Promise.all(
      files.read.map(async (file) => parseKnownHosts(await fs.readFile(file, 'utf8').catch(() => ''), file)),
    );
    return new HostKeys(files, hop, lists.flat());
  }

  /** The algorithms to offer: those of known keys first, so that the server shows a key that can be compared. */
  preferred(algorithms: readonly string[]): readonly string[] {
    const types = knownKeyTypes(this.known, this.name, hashName);
    const isKnown = (algorithm: string) => types.includes(algorithm.replace(/^rsa-sha2-\d+$/, 'ssh-rsa'));
    return [...algorithms.filter(isKnown), ...algorithms.filter((each) => !isKnown(each))];
  }

  /**
   * Whether the key is the known one; false when none is known and somebody must be asked.
   * @throws SshError for a key that was revoked or changed: nobody is asked about these
   */
  check(key: Buffer): boolean {
    const offered = { keyType: keyTypeOf(key), key: key.toString('base64') };
    const verdict = checkHostKey(this.known, this.hop, offered, hashName);
    const { name } = this.hop;
    switch (verdict.kind) {
      case 'known':
        return true;
      case 'revoked':
        throw new SshError(
          'sshHostKey',
          `The key of the SSH server ${name} was revoked in ${where(verdict.known)}, so nothing was sent to it.`,
        );
      case 'changed':
        throw new SshError(
          'sshHostKey',
          `The SSH server ${name} shows another key (${offered.keyType} ${fingerprintOf(key)}) than the one known from ${where(verdict.known)}. ` +
            'Somebody may be listening in, or the server was set up anew; so nothing was sent to it.',
        );
      case 'unknown':
        this.refuseCertificates();
        return false;
    }
  }

  /** Writes the key to our own file. */
  async remember(key: Buffer): Promise<void> {
    await fs.mkdir(path.dirname(this.files.own), { recursive: true, mode: 0o700 });
    const line = `${this.name} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
    await fs.appendFile(this.files.own, line, { mode: 0o600 });
  }

  private get name(): string {
    return knownHostName(this.hop.host, this.hop.port);
  }

  private refuseCertificates(): void {
    if (hasAuthority(this.known, this.name, hashName)) {
      throw new SshError(
        'sshHostKey',
        `known_hosts names an authority (@cert-authority) for ${this.hop.name}, and certificates of hosts are not supported. ` +
          'Add a line with the key of the server itself.',
      );
    }
  }
}

/** As `ssh-keygen -l` shows it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** A key begins with its type, as a text with its length before it. Source: RFC 4253, section 6.6. */
export function keyTypeOf(key: Buffer): string {
  return key.length < 4 ? '' : key.toString('latin1', 4, 4 + Math.min(key.readUInt32BE(0), key.length - 4));
}

const hashName: HashName = (salt, name) =>
  createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64');

function where({ file, line }: KnownHost): string {
  return `${file}, line ${line}`;
}
