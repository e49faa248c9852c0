import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { takeStep } from '../grants/grantSteps';
import { isGranted, objectRights } from '../grants/heldRights';
import type { ScaffoldStep } from '../scaffold';
import type { ProtectionFacts } from './protectionFacts';
import type { ProtectionSpec } from './protectionSpec';

/** The roles lose SELECT on the table and get it on every column but the protected ones. */
export function columnGrantSteps(spec: ProtectionSpec, facts: ProtectionFacts): readonly ScaffoldStep[] {
  const hidden = spec.columns.map(({ column }) => column);
  const shown = facts.columns.map(({ name }) => name).filter((name) => !hidden.includes(name));
  return spec.roles.flatMap((role) => {
    const target = { kind: 'relation', ...spec.table } as const;
    const onTable = isGranted(facts.grants, role, target, 'SELECT');
    const before = grantedColumns(spec, facts, role);
    const kept = onTable ? [] : before;
    const exposed = kept.filter((column) => hidden.includes(column));
    const missing = shown.filter((column) => !kept.includes(column));
    return [
      withoutTable(spec, facts, role),
      ...(exposed.length === 0
        ? []
        : [
            {
              title: `Revoke SELECT on ${exposed.join(', ')} from ${role}`,
              sql: columnSql('REVOKE', spec, exposed, role),
              down: [columnSql('GRANT', spec, exposed, role)],
            },
          ]),
      {
        title: `Grant SELECT on the other columns of ${spec.table.name} to ${role}`,
        sql: columnSql('GRANT', spec, missing.length === 0 ? shown : missing, role),
        down: missing.length === 0 ? [] : [columnSql('REVOKE', spec, missing, role)],
        ...(missing.length === 0 && { present: true }),
      },
    ];
  });
}

/** Takes SELECT on the table away, and with it, as PostgreSQL does, SELECT on its columns; the down gives back both. */
export function withoutTable(spec: ProtectionSpec, facts: ProtectionFacts, role: string): ScaffoldStep {
  const target = { kind: 'relation', ...spec.table } as const;
  return takeStep(facts.grants, { target, role, privileges: ['SELECT'] });
}

/** The columns on which a role has SELECT of its own. */
export function grantedColumns(
  { table }: Pick<ProtectionSpec, 'table'>,
  { grants }: ProtectionFacts,
  role: string,
): readonly string[] {
  const held = objectRights(grants, { kind: 'relation', ...table });
  const columns = held !== undefined && 'relation' in held ? held.relation.columns : [];
  return columns
    .filter(({ grantee, privilege }) => grantee === role && privilege === 'SELECT')
    .map(({ column }) => column);
}

export function columnSql(
  word: 'GRANT' | 'REVOKE',
  { table }: Pick<ProtectionSpec, 'table'>,
  columns: readonly string[],
  role: string,
): string {
  const list = columns.map(quoteIdentifier).join(', ');
  const on = quoteQualified(table.schema, table.name);
  return `${word} SELECT (${list}) ON TABLE ${on} ${word === 'GRANT' ? 'TO' : 'FROM'} ${quoteIdentifier(role)}`;
}
