import { UserError } from '../../base/userError';
import { type ConnectionProfile, hostsOf } from '../../core/connections/connectionProfile';
import type { PasswordReason } from '../../core/connections/passwordProvider';
import { readPgpassPassword } from './pgpassFile';

/** The sources that only have to be read; `secretStorage` and `ask` belong to the layer above, `command` runs a program, `dbt` renders Jinja. */
export type SilentSource = Exclude<
  ConnectionProfile['password'],
  'secretStorage' | 'ask' | 'command' | 'dbt'
>;

/**
 * The password from the source that a profile names. A source that gave a rejected password has no other one.
 * @throws UserError that says what is wrong with the source
 */
export async function readPassword(
  source: SilentSource,
  profile: ConnectionProfile,
  reason: PasswordReason,
): Promise<string | undefined> {
  if (reason === 'rejected') {
    return undefined;
  }
  switch (source) {
    case 'none':
      return undefined;
    case 'pgpass':
      return readPgpassOfHosts(profile);
    case 'environment':
      return readVariable(profile.passwordVariable ?? 'PGPASSWORD');
  }
}

/** Of several hosts, the first that the file knows gives the password for all. */
async function readPgpassOfHosts(profile: ConnectionProfile): Promise<string> {
  let failure: unknown;
  for (const { host, port } of hostsOf(profile)) {
    try {
      return await readPgpassPassword({ ...profile, host, port });
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

function readVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new UserError(
      `The environment variable ${name}, which should hold the password, is not set. ` +
        'Start VS Code from an environment that has it, or choose another source of the password.',
    );
  }
  return value;
}
