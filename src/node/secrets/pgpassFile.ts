import { constants, promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../base/userError';
import { findPassword, parsePgpass, type PgpassTarget } from '../../core/connections/pgpass';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where libpq looks for passwords: `PGPASSFILE`, else `~/.pgpass`, on Windows `%APPDATA%\postgresql\pgpass.conf`. */
export function pgpassPath(environment: Environment = process.env): string {
  const named = environment['PGPASSFILE'];
  if (named !== undefined && named !== '') {
    return named;
  }
  return process.platform === 'win32'
    ? path.join(environment['APPDATA'] ?? os.homedir(), 'postgresql', 'pgpass.conf')
    : path.join(os.homedir(), '.pgpass');
}

/**
 * The password that the password file has for a target.
 * @throws UserError when there is no file, when others can read it (libpq's rule, not on Windows), or when no line matches
 */
export async function readPgpassPassword(target: PgpassTarget, file = pgpassPath()): Promise<string> {
  const { value } = parsePgpass(await readPrivateFile(file));
  const password = findPassword(value, target);
  if (password === undefined || password === '') {
    const { host, port, database, user } = target;
    throw new UserError(
      `The password file ${file} has no line for ${host}:${port}:${database}:${user}. ` +
        'Add one, or choose another source of the password for this connection.',
    );
  }
  return password;
}

async function readPrivateFile(file: string): Promise<string> {
  try {
    const stats = await fs.stat(file);
    if (!stats.isFile()) {
      throw new UserError(`The password file ${file} is not a file, so it was not used.`);
    }
    if (process.platform !== 'win32' && (stats.mode & (constants.S_IRWXG | constants.S_IRWXO)) !== 0) {
      throw new UserError(
        `The password file ${file} can be read by others, so it was not used. Set its permissions to 0600 (chmod 600).`,
      );
    }
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UserError) {
      throw error;
    }
    const code = (error as NodeJS.ErrnoException).code;
    throw new UserError(
      code === 'ENOENT'
        ? `The password file ${file} does not exist. Create it, or choose another source of the password for this connection.`
        : `The password file ${file} could not be read (${code ?? 'unknown reason'}).`,
    );
  }
}
