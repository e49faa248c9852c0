import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import type { ScaffoldStep } from '../scaffold';
import { policyCondition } from './policyCondition';
import type { ExistingPolicy, RowSecurityFacts, TableFacts } from './rowSecurityFacts';
import type { PolicySpec, RowSecuritySpec } from './rowSecuritySpec';
import { sameCondition } from './sameCondition';

/** The policies of a table: present where one is as wanted, made anew where one of that name is different. */
export function policySteps(
  spec: RowSecuritySpec,
  facts: RowSecurityFacts,
  table: TableFacts,
): readonly ScaffoldStep[] {
  return spec.policies.flatMap((policy) => {
    const wanted = wantedPolicy(policy, facts);
    const on = quoteQualified(table.schema, table.name);
    const create: ScaffoldStep = {
      title: `Create policy ${policy.name} on ${table.name}`,
      sql: createPolicy(on, wanted),
      down: [dropPolicy(on, policy.name)],
    };
    const existing = table.policies.find(({ name }) => name === policy.name);
    if (existing === undefined) {
      return [create];
    }
    if (isSame(existing, wanted)) {
      return [{ ...create, down: [], present: true }];
    }
    return [
      {
        title: `Drop policy ${policy.name} on ${table.name}, which is different`,
        sql: dropPolicy(on, policy.name),
        down: [createPolicy(on, existing), ...commentOf(on, existing)],
      },
      create,
      ...commentOf(on, existing).map((sql) => ({
        title: `Keep the comment of policy ${policy.name}`,
        sql,
        down: [],
      })),
    ];
  });
}

/** Switches row security on; for the owner, too, where that is wanted. */
export function switchSteps(spec: RowSecuritySpec, table: TableFacts): readonly ScaffoldStep[] {
  const alter = `ALTER TABLE ${quoteQualified(table.schema, table.name)}`;
  return [
    {
      title: `Turn row level security on for ${table.name}`,
      sql: `${alter} ENABLE ROW LEVEL SECURITY`,
      ...(table.rowSecurity
        ? { down: [], present: true }
        : { down: [`${alter} DISABLE ROW LEVEL SECURITY`] }),
    },
    spec.force
      ? {
          title: `Apply it to the owner of ${table.name}, too`,
          sql: `${alter} FORCE ROW LEVEL SECURITY`,
          ...(table.forced
            ? { down: [], present: true }
            : { down: [`${alter} NO FORCE ROW LEVEL SECURITY`] }),
        }
      : {
          title: `Leave the owner of ${table.name} out of it`,
          sql: `${alter} NO FORCE ROW LEVEL SECURITY`,
          ...(table.forced ? { down: [`${alter} FORCE ROW LEVEL SECURITY`] } : { down: [], present: true }),
        },
  ];
}

export type WantedPolicy = Omit<ExistingPolicy, 'comment'>;

/** SELECT and DELETE have no new row to check, INSERT has no old one. */
export function wantedPolicy(policy: PolicySpec, facts: RowSecurityFacts): WantedPolicy {
  const { name, command, restrictive, roles, rule } = policy;
  const condition = policyCondition(rule, facts);
  return {
    ...{ name, command, restrictive, roles },
    using: command === 'INSERT' ? undefined : condition,
    check: command === 'SELECT' || command === 'DELETE' ? undefined : condition,
  };
}

/** @param on the table, as SQL names it */
export function createPolicy(on: string, policy: WantedPolicy): string {
  const { name, command, restrictive, roles, using, check } = policy;
  const parts = [
    `CREATE POLICY ${quoteIdentifier(name)} ON ${on} AS ${restrictive ? 'RESTRICTIVE' : 'PERMISSIVE'} FOR ${command}`,
    `TO ${roles.length === 0 ? 'PUBLIC' : roles.map(quoteIdentifier).join(', ')}`,
    using === undefined ? undefined : `USING (${using})`,
    check === undefined ? undefined : `WITH CHECK (${check})`,
  ];
  return parts.filter((part) => part !== undefined).join('\n  ');
}

function dropPolicy(on: string, name: string): string {
  return `DROP POLICY ${quoteIdentifier(name)} ON ${on}`;
}

function commentOf(on: string, { name, comment }: ExistingPolicy): readonly string[] {
  return comment === undefined
    ? []
    : [`COMMENT ON POLICY ${quoteIdentifier(name)} ON ${on} IS ${quoteLiteral(comment)}`];
}

function isSame(existing: ExistingPolicy, wanted: WantedPolicy): boolean {
  const checkOf = ({ check, using, command }: WantedPolicy) =>
    check ?? (command === 'ALL' || command === 'UPDATE' ? using : undefined);
  return (
    existing.command === wanted.command &&
    existing.restrictive === wanted.restrictive &&
    existing.roles.toSorted().join('\n') === wanted.roles.toSorted().join('\n') &&
    sameCondition(existing.using, wanted.using) &&
    sameCondition(checkOf(existing), checkOf(wanted))
  );
}
