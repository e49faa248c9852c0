import { type CancelSignal, neverCancelled } from '../../base/cancelSignal';
import { flagOf, textOf } from '../catalog/cells';
import type { ExplainRequest } from '../plan/explainRequest';
import { runExplain } from '../plan/runExplain';
import type { Session } from '../query/session';
import { quoteIdentifier } from '../sql/quote';
import { ServerError } from '../sql/serverError';
import { ask } from './ask';
import type { Lens } from './lens';
import { pinSchemas } from './pinSchemas';
import { throughLens } from './throughLens';

/** A statement explained with the policies of a role and without, or why that cannot be had. */
export type PolicyCost =
  | {
      readonly kind: 'explained';
      /** The server's JSON. */
      readonly withPolicies: string;
      readonly withoutPolicies: string;
      /** As whom it was explained without policies. */
      readonly privileged: string;
      /** What differs from a session of the role itself: one sentence each. */
      readonly notes: readonly string[];
    }
  /** The server would let the role run it under row_security = off, so no policy is in its way. */
  | { readonly kind: 'noPolicy'; readonly bypasses: boolean }
  /** Neither the login nor a role that it may take is free of these policies. */
  | { readonly kind: 'notPrivileged'; readonly reason: string };

/**
 * Explains a statement through the lens, and once more by somebody to whom row security does not apply: the login, or a
 * role that it may take. With row_security = off the server fails rather than filter, so the second plan is free of
 * policies or there is none. Both see the same settings and schemas, and both are rolled back.
 * @param request of no role: the lens has it
 * @throws as `throughLens` and `runExplain`
 */
export async function explainPolicyCost(
  session: Session,
  lens: Lens,
  request: ExplainRequest,
  signal: CancelSignal,
): Promise<PolicyCost> {
  const asked: Asked = { session, request, signal };
  // A statement that writes would fail on rows that others change meanwhile, if it had to keep to one snapshot.
  const oneSnapshot = request.executes && request.question === undefined;
  const { readOnly } = request;
  return throughLens(session, lens, { readOnly, oneSnapshot }, async ({ notes }): Promise<PolicyCost> => {
    await pinSchemas(session);
    const free = await attempted(asked, () => planned(asked));
    if (free.kind === 'done') {
      const [row] = await ask(session, bypassing);
      return { kind: 'noPolicy', bypasses: flagOf(row?.[0]) };
    }
    const { text: withPolicies } = await runExplain(session, request, signal);
    const without = await asPrivileged(asked);
    return 'reason' in without
      ? { kind: 'notPrivileged', reason: without.reason }
      : { kind: 'explained', withPolicies, ...without, notes };
  });
}

interface Asked {
  readonly session: Session;
  readonly request: ExplainRequest;
  readonly signal: CancelSignal;
}

interface Free {
  readonly withoutPolicies: string;
  readonly privileged: string;
}

async function asPrivileged(asked: Asked): Promise<Free | { readonly reason: string }> {
  const { session, request, signal } = asked;
  const rows = await ask(session, candidates(session.server.version));
  let reason: string | undefined;
  for (const name of rows.map(([cell]) => textOf(cell))) {
    const attempt = await attempted(asked, async () => {
      await ask(session, `SET LOCAL ROLE ${quoteIdentifier(name)}`);
      await planned(asked);
      const { text } = await runExplain(session, request, signal);
      return { withoutPolicies: text, privileged: name };
    });
    if (attempt.kind === 'done') {
      return attempt.value;
    }
    reason ??= attempt.error.message;
  }
  return { reason: reason ?? 'there is no role to ask as' };
}

/** Plans the statement where policies must not filter. */
async function planned({ session, request, signal }: Asked): Promise<void> {
  await ask(session, 'SET LOCAL row_security = off');
  await runExplain(session, { ...request, prefix: 'EXPLAIN (FORMAT JSON) ', executes: false }, signal);
}

type Attempt<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'refused'; readonly error: ServerError };

/** Under a savepoint, so that role and settings come back. Throws what is no refusal. */
async function attempted<T>({ session }: Asked, work: () => Promise<T>): Promise<Attempt<T>> {
  await ask(session, 'SAVEPOINT lakehouse_policy_cost');
  let attempt: Attempt<T>;
  try {
    attempt = { kind: 'done', value: await work() };
  } catch (error) {
    if (!(error instanceof ServerError) || error.code === queryCanceled) {
      throw error;
    }
    attempt = { kind: 'refused', error };
  }
  await ask(session, 'ROLLBACK TO SAVEPOINT lakehouse_policy_cost', [], neverCancelled);
  await ask(session, 'RELEASE SAVEPOINT lakehouse_policy_cost', [], neverCancelled);
  return attempt;
}

const queryCanceled = '57014';

const bypassing = `
SELECT r.rolsuper OR r.rolbypassrls FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user`;

/** The login, then what it may become: those past all policies, then owners who are past those of their tables. */
function candidates(serverVersion: number): string {
  const privilege = serverVersion >= 160_000 ? 'SET' : 'MEMBER';
  return `
SELECT r.rolname
  FROM pg_catalog.pg_roles AS r
 WHERE pg_catalog.pg_has_role(session_user, r.oid, '${privilege}')
   AND (r.rolname = session_user OR r.rolsuper OR r.rolbypassrls
        OR EXISTS (SELECT FROM pg_catalog.pg_class AS c
                    WHERE c.relowner = r.oid AND c.relrowsecurity AND NOT c.relforcerowsecurity))
 ORDER BY r.rolname = session_user DESC, (r.rolsuper OR r.rolbypassrls) DESC, r.rolname
 LIMIT 8`;
}
