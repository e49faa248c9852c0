import { quoteIdentifier } from '../../sql/quote';
import { writeRelationName } from '../relationName';
import type { FieldProblem } from '../scaffoldForm';
import { grantSteps } from './grantSteps';
import type { ColumnFacts, RowSecurityFacts, TableFacts } from './rowSecurityFacts';
import type { PolicyRule, PolicySpec, RowSecuritySpec } from './rowSecuritySpec';
import { viewSteps } from './viewSteps';

/** Why nothing can be run. */
export function rowSecurityProblems(spec: RowSecuritySpec, facts: RowSecurityFacts): readonly FieldProblem[] {
  const { table } = facts;
  const name = writeRelationName(spec.table);
  if (table === undefined) {
    return [{ field: 'table', message: `There is no table ${name} in this database.` }];
  }
  if (table.kind !== 'r' && table.kind !== 'p') {
    return [{ field: 'table', message: `${name} is no table: only tables have row level security.` }];
  }
  return [
    ...rightProblems(spec, facts, table),
    ...spec.policies.flatMap((policy, place) =>
      policyProblems(policy, facts, table).map(({ field, message }) => ({
        field: `policies.${String(place)}.${field ?? 'name'}`,
        message,
      })),
    ),
  ];
}

function rightProblems(
  spec: RowSecuritySpec,
  facts: RowSecurityFacts,
  table: TableFacts,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const user = quoteIdentifier(facts.user);
  if (spec.builtBy === 'database' && !table.mayAlter) {
    const message = `Only the owner ${quoteIdentifier(table.owner)} or a superuser can change row security of ${writeRelationName(table)}, and you are ${user}.`;
    problems.push({ field: 'table', message });
  }
  const missing = spec.grants ? grantSteps(spec, facts).filter(({ present }) => present !== true) : [];
  for (const relation of [table, ...facts.members]) {
    const on = ` ON SCHEMA ${quoteIdentifier(relation.schema)} TO `;
    if (!relation.mayGrantUsage && missing.some(({ sql }) => sql.includes(on))) {
      const message = `${user} may not grant USAGE on the schema ${quoteIdentifier(relation.schema)}. Its owner can, or leave the grants out.`;
      problems.push({ field: 'grants', message });
    }
    if (
      relation !== table &&
      !relation.mayAlter &&
      missing.some(({ sql }) => sql.includes(` ON ${writeRelationName(relation)} TO `))
    ) {
      const message = `${user} may not grant SELECT on ${writeRelationName(relation)}. Its owner can, or leave the grants out.`;
      problems.push({ field: 'grants', message });
    }
  }
  const foreign = facts.views.filter(({ mayAlter, materialized }) => !mayAlter && !materialized);
  const [view] = foreign;
  if (
    spec.views &&
    view !== undefined &&
    viewSteps({ ...facts, views: foreign }).some(({ present }) => !present)
  ) {
    const message = `Only its owner can change the view ${writeRelationName(view)}, and you are ${user}.`;
    problems.push({ field: 'views', message });
  }
  return problems;
}

function policyProblems(
  policy: PolicySpec,
  facts: RowSecurityFacts,
  table: TableFacts,
): readonly FieldProblem[] {
  const unknown = policy.roles.filter((role) => !facts.roles.some(({ name }) => name === role));
  return [
    ...unknown.map((role) => ({ field: 'roles', message: `There is no role ${quoteIdentifier(role)}.` })),
    ...ruleProblems(policy.rule, facts, table),
  ];
}

function ruleProblems(rule: PolicyRule, facts: RowSecurityFacts, table: TableFacts): readonly FieldProblem[] {
  switch (rule.kind) {
    case 'tenant':
      return columnProblems(table, 'column', rule.column, ({ comparable, type }) =>
        comparable ? undefined : `${type} cannot be compared by =, so no policy can look it up.`,
      );
    case 'user':
      return columnProblems(table, 'column', rule.column, ({ category, type }) =>
        category === 'S' ? undefined : `The name of a role is text, and the column is ${type}.`,
      );
    case 'window':
      return [
        ...(rule.from === undefined ? [] : columnProblems(table, 'from', rule.from, isNoTime)),
        ...(rule.until === undefined ? [] : columnProblems(table, 'until', rule.until, isNoTime)),
      ];
    case 'softDelete':
      return columnProblems(table, 'column', rule.column, ({ baseType, notNull }) =>
        baseType !== 'boolean' && notNull
          ? 'The column is never NULL, so every row would count as deleted.'
          : undefined,
      );
    case 'membership':
      return membershipProblems(rule, facts, table);
    case 'guard':
    case 'everyRow':
      return [];
  }
}

function membershipProblems(
  rule: PolicyRule & { kind: 'membership' },
  facts: RowSecurityFacts,
  table: TableFacts,
): readonly FieldProblem[] {
  const name = writeRelationName(rule.members);
  const members = facts.members.find((each) => writeRelationName(each) === name);
  if (members === undefined) {
    return [{ field: 'members', message: `There is no table ${name} in this database.` }];
  }
  if (name === writeRelationName(table)) {
    const message = 'A policy cannot read its own table: PostgreSQL reports infinite recursion.';
    return [{ field: 'members', message }];
  }
  const own = table.columns.find((column) => column.name === rule.column);
  return [
    ...columnProblems(table, 'column', rule.column, () => undefined),
    ...columnProblems(members, 'memberKey', rule.key, (key) =>
      own === undefined || areComparable(own, key)
        ? undefined
        : `It is ${key.type}, and ${quoteIdentifier(own.name)} of the table is ${own.type}: they cannot be compared.`,
    ),
    ...columnProblems(members, 'memberUser', rule.member, ({ category, comparable, type }) =>
      (rule.setting === undefined ? category === 'S' : comparable)
        ? undefined
        : `The name of a member is text, and the column is ${type}.`,
    ),
  ];
}

function columnProblems(
  table: TableFacts,
  field: string,
  name: string,
  wrong: (column: ColumnFacts) => string | undefined,
): readonly FieldProblem[] {
  const column = table.columns.find((each) => each.name === name);
  const message =
    column === undefined
      ? `${writeRelationName(table)} has no column ${quoteIdentifier(name)}.`
      : wrong(column);
  return message === undefined ? [] : [{ field, message }];
}

function isNoTime({ baseType, type }: ColumnFacts): string | undefined {
  return times.has(baseType) ? undefined : `The column must be a date or a timestamp, and it is ${type}.`;
}

const times = new Set(['date', 'timestamp without time zone', 'timestamp with time zone']);
const integers = new Set(['smallint', 'integer', 'bigint']);

function areComparable(one: ColumnFacts, other: ColumnFacts): boolean {
  return (
    (one.comparable && one.baseType === other.baseType) ||
    (one.category === 'S' && other.category === 'S') ||
    (integers.has(one.baseType) && integers.has(other.baseType))
  );
}
