import { spawn } from 'node:child_process';
import { CancelledError, type CancelSignal } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { PasswordCommand } from '../../core/connections/passwordCommand';
import type { PasswordReason } from '../../core/connections/passwordProvider';
import { redactSecrets } from '../../core/connections/redact';

interface Kept {
  readonly password: Promise<string>;
  until: number;
}

/** A password is one line; a program that prints more than this prints something else. */
const maxOutput = 64 * 1024;
const maxShown = 300;

/** Passwords that programs print, each used again for as long as its profile says. */
export class CommandPasswords {
  readonly #kept = new Map<string, Kept>();

  /**
   * The password that the profile's program prints. One that was rejected is not used again: the program is run anew.
   * Two logins at the same moment run it once.
   * @throws UserError that says how the program failed, in its own words without secrets; CancelledError
   */
  async get(profile: ConnectionProfile, reason: PasswordReason, signal: CancelSignal): Promise<string> {
    const command = profile.passwordCommand;
    if (!command || profile.scope !== 'user') {
      throw new UserError(
        `${profile.name} has no password command. It is given as passwordCommand in the user settings.`,
      );
    }
    const { host, port, user, database } = profile;
    const key = JSON.stringify([command.argv, host, port, user, database]);
    const known = this.#kept.get(key);
    if (known && reason === 'requested' && performance.now() < known.until) {
      return untilCancelled(known.password, signal);
    }
    const kept: Kept = { password: runCommand(profile, command), until: Infinity };
    this.#kept.set(key, kept);
    kept.password.then(
      () => (kept.until = performance.now() + command.keepFor),
      () => (kept.until = 0),
    );
    return untilCancelled(kept.password, signal);
  }
}

/** The program learns whom the password is for by the environment variables that libpq's programs know. */
function runCommand(profile: ConnectionProfile, { argv, timeLimit }: PasswordCommand): Promise<string> {
  const [program, ...args] = argv;
  const env = {
    ...process.env,
    PGHOST: profile.host,
    PGPORT: String(profile.port),
    PGUSER: profile.user,
    PGDATABASE: profile.database,
  };
  return new Promise((resolve, reject) => {
    const output = { text: '', errors: '' };
    const fail = (what: string) => {
      child.kill('SIGKILL');
      reject(failure(program, what, output));
    };
    const child = spawn(program, args, {
      env,
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => fail(`did not end within ${timeLimit / 1000} s.`), timeLimit);
    const keep = (into: keyof typeof output) => (chunk: Buffer) => {
      output[into] = (output[into] + chunk.toString('utf8')).slice(0, maxOutput);
    };
    child.stdout.on('data', keep('text'));
    child.stderr.on('data', keep('errors'));
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(
        error.code === 'ENOENT' ? 'was not found.' : `could not be started (${error.code ?? error.message}).`,
      );
    });
    child.on('close', (code, killed) => {
      clearTimeout(timer);
      const password = /^[^\r\n]*/.exec(output.text)?.[0] ?? '';
      if (code !== 0) {
        fail(`ended with ${code === null ? (killed ?? 'a signal') : `code ${code}`}.`);
      } else if (password === '') {
        fail('printed no password.');
      } else {
        resolve(password);
      }
    });
  });
}

/** What it printed to its standard output is a secret, also when it failed. */
function failure(
  program: string,
  what: string,
  { text, errors }: { readonly text: string; readonly errors: string },
): UserError {
  const printed = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const said = redactSecrets(errors.trim(), printed).slice(0, maxShown);
  return new UserError(
    `The password command ${program} ${what}${said === '' ? '' : ` It says: ${said}`} ` +
      'Correct passwordCommand in the settings of this connection.',
  );
}

/** A login that stops waiting leaves the program to the others; its time limit ends it. */
function untilCancelled(work: Promise<string>, signal: CancelSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new CancelledError());
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) {
      abort();
    } else {
      signal.addEventListener('abort', abort, { once: true });
    }
  });
}
