import type { MatrixCommand } from '../../src/core/rowSecurity/matrix';

/**
 * A schema with row security and, beside it, what the manual says each role may do in it, computed without a server. All
 * rows have a tenant from 0 to 2, and every role has a tenant of its own.
 */
export const truthRoles = {
  truth_owner: { tenant: 0, superuser: false, bypass: false },
  truth_super: { tenant: 0, superuser: true, bypass: false },
  truth_bypass: { tenant: 0, superuser: false, bypass: true },
  truth_reader: { tenant: 1, superuser: false, bypass: false },
  truth_writer: { tenant: 2, superuser: false, bypass: false },
  truth_stranger: { tenant: 1, superuser: false, bypass: false },
} as const;
export type TruthRole = keyof typeof truthRoles;

interface Policy {
  readonly commands: readonly MatrixCommand[];
  readonly restrictive?: true;
  readonly using?: (row: number, tenant: number) => boolean;
  readonly check?: (row: number, tenant: number) => boolean;
}

interface Relation {
  /** The tenants of its rows. */
  readonly rows: readonly number[];
  readonly security?: 'enabled' | 'forced';
  readonly policies?: readonly Policy[];
  readonly view?: { readonly over: TruthRelation; readonly invoker: boolean };
}

const everything: readonly MatrixCommand[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
const own = (row: number, tenant: number) => row === tenant;
const ownOnly: readonly Policy[] = [{ commands: everything, using: own, check: own }];
const rows = [0, 0, 0, 1, 1, 2];

const relations = {
  plain: { rows },
  owned: { rows, security: 'enabled', policies: ownOnly },
  forced: { rows, security: 'forced', policies: ownOnly },
  split: {
    rows,
    security: 'enabled',
    policies: [
      { commands: ['SELECT'], using: () => true },
      { commands: ['INSERT'], check: own },
      { commands: ['UPDATE'], using: () => true, check: (row: number) => row !== 1 },
      { commands: ['DELETE'], using: () => true },
      { commands: ['DELETE'], restrictive: true, using: own },
    ],
  },
  definer_view: { rows, view: { over: 'owned', invoker: false } },
  invoker_view: { rows, view: { over: 'owned', invoker: true } },
  parent: { rows, security: 'enabled', policies: ownOnly },
  part: { rows: [1, 1] },
} as const satisfies Readonly<Record<string, Omit<Relation, 'view'> & { readonly view?: object }>>;
export type TruthRelation = keyof typeof relations;
export const truthRelations = Object.keys(relations) as readonly TruthRelation[];

const granted = ['truth_reader', 'truth_writer', 'truth_bypass'].join(', ');

export const truthSetUp = `
CREATE ROLE truth_owner; CREATE ROLE truth_super SUPERUSER; CREATE ROLE truth_bypass BYPASSRLS;
CREATE ROLE truth_reader; CREATE ROLE truth_writer; CREATE ROLE truth_stranger;
CREATE SCHEMA truth AUTHORIZATION truth_owner;
GRANT USAGE ON SCHEMA truth TO ${granted};
SET ROLE truth_owner;
${['plain', 'owned', 'forced', 'split']
  .map((name) => `CREATE TABLE truth.${name} (id int PRIMARY KEY, tenant int NOT NULL);`)
  .join('\n')}
CREATE TABLE truth.parent (id int, tenant int NOT NULL) PARTITION BY LIST (tenant);
CREATE TABLE truth.part PARTITION OF truth.parent FOR VALUES IN (1);
CREATE TABLE truth.others PARTITION OF truth.parent DEFAULT;
${['plain', 'owned', 'forced', 'split', 'parent']
  .map(
    (name) =>
      `INSERT INTO truth.${name} SELECT n, t FROM unnest('{${rows.join()}}'::int[]) WITH ORDINALITY AS r(t, n);`,
  )
  .join('\n')}
CREATE VIEW truth.definer_view AS SELECT * FROM truth.owned;
CREATE VIEW truth.invoker_view WITH (security_invoker = true) AS SELECT * FROM truth.owned;
${['owned', 'forced', 'split', 'parent'].map((name) => `ALTER TABLE truth.${name} ENABLE ROW LEVEL SECURITY;`).join('\n')}
ALTER TABLE truth.forced FORCE ROW LEVEL SECURITY;
CREATE FUNCTION truth.tenant() RETURNS int LANGUAGE sql STABLE
  RETURN NULLIF(current_setting('app.tenant', true), '')::int;
${['owned', 'forced', 'parent']
  .map((name) => `CREATE POLICY own ON truth.${name} USING (tenant = (SELECT truth.tenant()));`)
  .join('\n')}
CREATE POLICY reads ON truth.split FOR SELECT USING (true);
CREATE POLICY inserts ON truth.split FOR INSERT WITH CHECK (tenant = truth.tenant());
CREATE POLICY updates ON truth.split FOR UPDATE USING (true) WITH CHECK (tenant <> 1);
CREATE POLICY deletes ON truth.split FOR DELETE USING (true);
CREATE POLICY guards ON truth.split AS RESTRICTIVE FOR DELETE USING (tenant = truth.tenant());
GRANT SELECT ON ALL TABLES IN SCHEMA truth TO truth_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA truth TO truth_writer, truth_bypass;
RESET ROLE;
`;

export const truthTearDown = `DROP OWNED BY truth_owner, truth_bypass, truth_reader, truth_writer CASCADE;
DROP ROLE ${Object.keys(truthRoles).join(', ')}`;

/**
 * What the matrix must say: a number of rows, or why not. Sources: the manual's chapters on row security, on CREATE POLICY
 * (its table of policies by command) and on rules and privileges.
 */
export function truth(role: TruthRole, name: TruthRelation, command: MatrixCommand): string {
  if (!privileged(role, command)) {
    return 'no privilege';
  }
  const { view, rows: all }: Relation = relations[name];
  const [base, reader] = view ? [view.over, view.invoker ? role : ('truth_owner' as const)] : [name, role];
  if (view && !privileged(reader, command)) {
    return 'no privilege';
  }
  const { tenant } = truthRoles[role];
  const passing = all.filter((row) => passes(reader, base, command, { row, tenant })).length;
  return passing === 0 && command === 'INSERT' ? 'policy' : String(passing);
}

/** An UPDATE that sets a column to itself reads it; a DELETE of everything reads nothing. */
function privileged(role: TruthRole, command: MatrixCommand): boolean {
  return role !== 'truth_stranger' && (role !== 'truth_reader' || command === 'SELECT');
}

function passes(
  role: TruthRole,
  name: TruthRelation,
  command: MatrixCommand,
  { row, tenant }: { readonly row: number; readonly tenant: number },
): boolean {
  const { security, policies = [] }: Relation = relations[name];
  const { superuser, bypass } = truthRoles[role];
  const free = superuser || bypass || (role === 'truth_owner' && security !== 'forced');
  if (security === undefined || free) {
    return true;
  }
  const old = (of: MatrixCommand) => holds(policies, of, ({ using }) => using?.(row, tenant) ?? false);
  const fresh = (of: MatrixCommand) =>
    holds(policies, of, ({ check, using }) => (check ?? using)?.(row, tenant) ?? false);
  switch (command) {
    case 'SELECT':
    case 'DELETE':
      return old(command);
    case 'INSERT':
      return fresh('INSERT');
    case 'UPDATE':
      return old('SELECT') && old('UPDATE') && fresh('UPDATE');
  }
}

/** Permissive policies by OR, of which one must hold, and restrictive ones by AND. */
function holds(
  policies: readonly Policy[],
  command: MatrixCommand,
  test: (policy: Policy) => boolean,
): boolean {
  const mine = policies.filter(({ commands }) => commands.includes(command));
  return (
    mine.some((policy) => !policy.restrictive && test(policy)) &&
    mine.every((policy) => !policy.restrictive || test(policy))
  );
}
