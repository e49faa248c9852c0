import { type CancelSignal, neverCancelled } from '../../base/cancelSignal';
import type { Session } from '../query/session';
import { ServerError } from '../sql/serverError';
import { ask } from './ask';
import type { Lens } from './lens';
import { pinSchemas } from './pinSchemas';
import { throughLens } from './throughLens';

/** How many rows of a query a role sees, and how many it would have without row security. */
export type HiddenRows =
  | { readonly kind: 'counted'; readonly visible: number; readonly all: number }
  /** The login of the session is itself under row security, so it cannot know. */
  | { readonly kind: 'notPrivileged'; readonly visible: number; readonly reason: string }
  /** The server did not finish within the time. */
  | { readonly kind: 'tooLong'; readonly milliseconds: number };

/**
 * Counts a query twice in one snapshot: through the lens, and as the login with row_security = off, under which the server
 * answers with an error rather than leave a row out. Each count has its time limit.
 * @param query one SELECT without parameters
 * @throws as `throughLens`, ServerError for a query that fails as the role
 */
export async function countHidden(
  session: Session,
  lens: Lens,
  query: string,
  {
    milliseconds,
    signal = neverCancelled,
  }: { readonly milliseconds: number; readonly signal?: CancelSignal },
): Promise<HiddenRows> {
  const text = `SELECT pg_catalog.count(*) FROM (\n${query}\n) AS viewed`;
  const count = async () => Number((await ask(session, text, [], signal))[0]?.[0]);
  const limit = async () => {
    await ask(session, 'SELECT pg_catalog.set_config($1, $2, true)', [
      'statement_timeout',
      String(milliseconds),
    ]);
  };
  try {
    const counted: { visible: number | undefined; result: HiddenRows | undefined } = {
      visible: undefined,
      result: undefined,
    };
    await throughLens(session, lens, { readOnly: true, oneSnapshot: true }, async () => {
      await limit();
      await pinSchemas(session);
      const visible = await count();
      await ask(session, 'SAVEPOINT lakehouse_count');
      counted.result = await countAll(session, visible, count);
      await ask(session, 'ROLLBACK TO SAVEPOINT lakehouse_count');
    });
    return counted.result ?? { kind: 'tooLong', milliseconds };
  } catch (error) {
    if (error instanceof ServerError && error.code === queryCanceled) {
      return { kind: 'tooLong', milliseconds };
    }
    throw error;
  }
}

/** Undoing the savepoint gives the role back. */
async function countAll(
  session: Session,
  visible: number,
  count: () => Promise<number>,
): Promise<HiddenRows> {
  try {
    await ask(session, 'SET LOCAL ROLE NONE');
    await ask(session, 'SET LOCAL row_security = off');
    return { kind: 'counted', visible, all: await count() };
  } catch (error) {
    if (error instanceof ServerError && error.code === insufficientPrivilege) {
      return { kind: 'notPrivileged', visible, reason: error.message };
    }
    throw error;
  }
}

/** What came of counting, in a sentence. */
export function hiddenRowsSentence(role: string, hidden: HiddenRows): string {
  const rows = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`;
  switch (hidden.kind) {
    case 'counted':
      return hidden.visible === hidden.all
        ? `Row security hides nothing from ${role}: it sees all ${rows(hidden.all)}.`
        : `Row security hides ${rows(hidden.all - hidden.visible)} from ${role}, which sees ${hidden.visible.toLocaleString('en')} of ${hidden.all.toLocaleString('en')}.`;
    case 'notPrivileged':
      return `${role} sees ${rows(hidden.visible)}. How many are hidden, this login cannot know: ${hidden.reason}. Use a connection of a superuser or of a role with BYPASSRLS.`;
    case 'tooLong':
      return `The rows were not counted: the server did not finish within ${hidden.milliseconds / 1000} seconds.`;
  }
}

const queryCanceled = '57014';
const insufficientPrivilege = '42501';
