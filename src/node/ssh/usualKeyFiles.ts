import os from 'node:os';
import path from 'node:path';

/** The private keys that OpenSSH tries where none is named, in its order, without those that need hardware. */
export function usualKeyFiles(): readonly string[] {
  return ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => path.join(os.homedir(), '.ssh', name));
}
