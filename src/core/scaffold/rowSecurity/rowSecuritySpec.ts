import type { RelationName } from '../relationName';

/** What row level security a table shall have. */
export interface RowSecuritySpec {
  readonly table: RelationName;
  /** Who makes the table: dbt drops it at each run, so everything must be in a post-hook of the model. */
  readonly builtBy: 'database' | 'dbt';
  /** Policies apply to the owner, too. */
  readonly force: boolean;
  readonly policies: readonly PolicySpec[];
  /** Gives the roles what they need beside the policies. */
  readonly grants: boolean;
  /** Makes the indexes that the policies need. */
  readonly indexes: boolean;
  /** Makes views over the table read with the rights of whoever asks. */
  readonly views: boolean;
  readonly partitions: 'revoke' | 'policies' | 'leave';
}

export type PolicyCommand = 'ALL' | 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

export interface PolicySpec {
  readonly name: string;
  readonly command: PolicyCommand;
  readonly restrictive: boolean;
  /** Empty for PUBLIC. */
  readonly roles: readonly string[];
  readonly rule: PolicyRule;
  /** With a policy for all commands, its roles may delete. */
  readonly mayDelete: boolean;
}

/** Which rows a policy is about. */
export type PolicyRule =
  /** Those whose column has the value of a setting. */
  | { readonly kind: 'tenant'; readonly column: string; readonly setting: string }
  /** Those whose column has the name of the current role. */
  | { readonly kind: 'user'; readonly column: string }
  /** Those whose column is listed for the current role, or for the value of a setting, in another table. */
  | {
      readonly kind: 'membership';
      readonly column: string;
      readonly members: RelationName;
      readonly key: string;
      readonly member: string;
      readonly setting: string | undefined;
    }
  /** Those that are valid now. */
  | { readonly kind: 'window'; readonly from: string | undefined; readonly until: string | undefined }
  /** Those that are not marked as deleted. */
  | { readonly kind: 'softDelete'; readonly column: string }
  /** All, while a setting has a value. */
  | { readonly kind: 'guard'; readonly setting: string; readonly value: string }
  | { readonly kind: 'everyRow' };

export const policyTemplates = [
  'tenant',
  'user',
  'membership',
  'window',
  'softDelete',
  'guard',
  'everyRow',
] as const satisfies readonly PolicyRule['kind'][];
export type PolicyTemplate = (typeof policyTemplates)[number];

/** What a template is when the form does not say: what narrows is restrictive, what is for reading is for SELECT. */
export const usual: Readonly<
  Record<
    PolicyTemplate,
    { readonly name: string; readonly command: PolicyCommand; readonly restrictive: boolean }
  >
> = {
  tenant: { name: 'tenant_rows', command: 'ALL', restrictive: false },
  user: { name: 'own_rows', command: 'ALL', restrictive: false },
  membership: { name: 'member_rows', command: 'ALL', restrictive: false },
  window: { name: 'valid_rows', command: 'SELECT', restrictive: true },
  softDelete: { name: 'live_rows', command: 'SELECT', restrictive: true },
  guard: { name: 'guard', command: 'ALL', restrictive: true },
  everyRow: { name: 'every_row', command: 'SELECT', restrictive: false },
};

/** The columns of the table that a policy speaks of. */
export function ruleColumns(rule: PolicyRule): readonly string[] {
  switch (rule.kind) {
    case 'tenant':
    case 'user':
    case 'membership':
    case 'softDelete':
      return [rule.column];
    case 'window':
      return [rule.from, rule.until].filter((column) => column !== undefined);
    case 'guard':
    case 'everyRow':
      return [];
  }
}

/** The privileges that a policy is of no use without. */
export function neededPrivileges({ command, mayDelete }: PolicySpec): readonly string[] {
  switch (command) {
    case 'ALL':
      return ['SELECT', 'INSERT', 'UPDATE', ...(mayDelete ? ['DELETE'] : [])];
    case 'UPDATE':
    case 'DELETE':
      return ['SELECT', command];
    case 'SELECT':
    case 'INSERT':
      return [command];
  }
}
