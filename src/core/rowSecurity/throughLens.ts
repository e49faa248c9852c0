import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { ignoreRows } from '../query/ignoreRows';
import type { Session } from '../query/session';
import { VoidResultError } from '../query/voidResult';
import { quoteIdentifier } from '../sql/quote';
import { ConnectionLostError, ServerError } from '../sql/serverError';
import { ask } from './ask';
import { checkLensSetting, isKeptSetting, type Lens, type LensSetting } from './lens';
import { roleSettings } from './roleSettings';

/** What is known while looking through a lens. */
export interface LensView {
  /** `current_user`: the role, or the one that it becomes at login by its own setting `role`. */
  readonly currentUser: string;
  /** What differs from a session of the role itself: one sentence each. */
  readonly notes: readonly string[];
}

export interface LensOptions {
  /** The connection must not write. */
  readonly readOnly: boolean;
  /** Everything sees one snapshot. */
  readonly oneSnapshot?: boolean;
}

/**
 * Does some work as another role would: with SET LOCAL ROLE, the settings of its ALTER ROLE … SET and those of the lens, in
 * a transaction that is always rolled back. It is a lens and no fence: what runs inside may take it off, so `current_user`
 * is checked afterwards, and a result that escaped is void. Nothing is set on the session, so it works behind a pooler.
 *
 * Invariant: afterwards the session is idle with its own role and settings, or it is ended.
 * @throws UserError when the role cannot be taken, or the work escaped; what the work throws
 */
export async function throughLens<T>(
  session: Session,
  lens: Lens,
  { readOnly, oneSnapshot }: LensOptions,
  work: (view: LensView) => Promise<T>,
): Promise<T> {
  if (session.transaction !== 'idle') {
    throw new UserError(
      'A transaction is open in this session, and viewing as a role needs one of its own. Commit it or roll it back first.',
    );
  }
  lens.settings.forEach(({ name }) => checkLensSetting(name));
  const isolation = oneSnapshot ? ' ISOLATION LEVEL REPEATABLE READ' : '';
  await control(session, `BEGIN${isolation}${readOnly ? ' READ ONLY' : ''}`);
  try {
    const view = await putOn(session, lens);
    const result = await work(view);
    await refuseEscaped(session, view);
    return result;
  } finally {
    await takeOff(session);
  }
}

/**
 * Does some work through a lens inside a transaction that is open, under a savepoint to which it is rolled back. The work
 * may end in an error of the server that it keeps for itself.
 * @throws as `throughLens`
 */
export async function underLens<T>(
  session: Session,
  lens: Lens,
  work: (view: LensView) => Promise<T>,
): Promise<T> {
  lens.settings.forEach(({ name }) => checkLensSetting(name));
  await control(session, 'SAVEPOINT lakehouse_lens');
  try {
    const view = await putOn(session, lens);
    const result = await work(view);
    await refuseEscaped(session, view);
    return result;
  } finally {
    if (session.transaction !== 'idle') {
      await control(session, 'ROLLBACK TO SAVEPOINT lakehouse_lens');
      await control(session, 'RELEASE SAVEPOINT lakehouse_lens');
    }
  }
}

async function putOn(session: Session, { role, settings }: Lens): Promise<LensView> {
  // Takes the snapshot, after which READ ONLY cannot be lifted, and reads literals as our lexer does.
  await ask(session, "SELECT pg_catalog.set_config('standard_conforming_strings', 'on', true)");
  const own = await roleSettings(session, role);
  const notes = [...(await strayNotes(session, role, own)), ...(await applyOwn(session, role, own))];
  await takeRole(session, role);
  const next = own.find(({ name }) => name === 'role')?.value;
  if (next !== undefined && next !== 'none') {
    notes.push(`A session of ${role} becomes ${next} at login, by its own setting.`);
    await takeRole(session, next);
  }
  for (const { name, value } of settings) {
    await ask(session, 'SELECT pg_catalog.set_config($1, $2, true)', [name, value]);
  }
  const [row] = await ask(session, 'SELECT current_user');
  return { currentUser: row?.[0] ?? role, notes };
}

/** Some settings can only be made at login, or need rights that our login has not: they are told, not insisted on. */
async function applyOwn(
  session: Session,
  role: string,
  own: readonly LensSetting[],
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const { name, value } of own.filter((each) => each.name !== 'role')) {
    if (isKeptSetting(name)) {
      notes.push(`The setting ${name} of ${role} was not made: the view as a role rests on it.`);
      continue;
    }
    if (name === 'default_transaction_read_only' && /^(?:on|t|true|y|yes|1)$/i.test(value)) {
      await control(session, 'SET TRANSACTION READ ONLY');
    }
    await control(session, 'SAVEPOINT lakehouse_setting');
    try {
      await ask(session, 'SELECT pg_catalog.set_config($1, $2, true)', [name, value]);
    } catch (error) {
      if (!(error instanceof ServerError)) {
        throw error;
      }
      await control(session, 'ROLLBACK TO SAVEPOINT lakehouse_setting');
      notes.push(`The setting ${name} of ${role} could not be made: ${error.message}.`);
    }
    await control(session, 'RELEASE SAVEPOINT lakehouse_setting');
  }
  return notes;
}

/** Our login brought settings of its own, which a session of the role would not have. */
async function strayNotes(
  session: Session,
  role: string,
  own: readonly LensSetting[],
): Promise<readonly string[]> {
  const [row] = await ask(session, 'SELECT session_user');
  const login = row?.[0] ?? role;
  if (login === role) {
    return [];
  }
  const replaced = new Set(own.map(({ name }) => name.toLowerCase()));
  const stray = (await roleSettings(session, login)).filter(({ name }) => !replaced.has(name.toLowerCase()));
  return stray.length === 0
    ? []
    : [
        `The login ${login} brings settings of its own, which ${role} would not have: ${stray.map(({ name }) => name).join(', ')}.`,
      ];
}

async function takeRole(session: Session, role: string): Promise<void> {
  if (role === 'none') {
    // SET ROLE takes the name, quoted or not, for no role, and nobody can be called so.
    throw noSuchRole(role);
  }
  try {
    await control(session, `SET LOCAL ROLE ${quoteIdentifier(role)}`);
  } catch (error) {
    if (error instanceof ServerError && error.code === '42501') {
      throw new UserError(
        `The login ${session.server.user} may not act as ${role}. Use a connection whose login is a member of it, or of a superuser.`,
        { cause: error },
      );
    }
    if (error instanceof ServerError && error.code === '22023') {
      throw noSuchRole(role, error);
    }
    throw error;
  }
}

function noSuchRole(role: string, cause?: unknown): UserError {
  return new UserError(`There is no role ${role} on this server.`, { cause });
}

async function refuseEscaped(session: Session, { currentUser }: LensView): Promise<void> {
  if (session.transaction === 'idle') {
    throw new VoidResultError(
      `The statement ended the transaction, and with it the view as ${currentUser}. Its result is void.`,
    );
  }
  if (session.transaction === 'failed') {
    return;
  }
  const [row] = await ask(session, 'SELECT current_user');
  if (row?.[0] !== currentUser) {
    throw new VoidResultError(
      `The statement began as ${currentUser} and ended as ${row?.[0] ?? 'another role'}. Its result is void and not shown.`,
    );
  }
}

/** When the line is lost, the server has rolled everything back. */
async function takeOff(session: Session): Promise<void> {
  try {
    await control(session, 'ROLLBACK');
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) {
      await session.terminate();
      throw error;
    }
  }
}

async function control(session: Session, text: string): Promise<void> {
  await session.execute({ text, maxRows: 1 }, ignoreRows, neverCancelled);
}
