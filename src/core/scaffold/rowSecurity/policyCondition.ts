import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import type { ColumnFacts, RowSecurityFacts } from './rowSecurityFacts';
import type { PolicyRule } from './rowSecuritySpec';

/**
 * The condition of a policy. Settings, the role and the time stand in sub-selects, which run once for a statement; a
 * setting that is missing or empty is NULL, and lets no row through.
 */
export function policyCondition(rule: PolicyRule, facts: RowSecurityFacts): string {
  const typeOf = (column: string) => columnOf(facts, column)?.type ?? 'text';
  switch (rule.kind) {
    case 'tenant':
      return `${quoteIdentifier(rule.column)} = (SELECT ${settingValue(rule.setting)}::${typeOf(rule.column)})`;
    case 'user':
      return `${quoteIdentifier(rule.column)} = (SELECT CURRENT_USER::${typeOf(rule.column)})`;
    case 'membership':
      return membershipCondition(rule, facts);
    case 'window':
      return [
        windowCondition(columnOf(facts, rule.from), '<='),
        windowCondition(columnOf(facts, rule.until), '>'),
      ]
        .filter((part) => part !== undefined)
        .join(' AND ');
    case 'softDelete':
      return `${quoteIdentifier(rule.column)} ${columnOf(facts, rule.column)?.baseType === 'boolean' ? 'IS NOT TRUE' : 'IS NULL'}`;
    case 'guard':
      return `(SELECT ${settingValue(rule.setting)}) = ${quoteLiteral(rule.value)}`;
    case 'everyRow':
      return 'true';
  }
}

export function columnOf(facts: RowSecurityFacts, column: string | undefined): ColumnFacts | undefined {
  return facts.table?.columns.find(({ name }) => name === column);
}

function settingValue(setting: string): string {
  return `NULLIF(current_setting(${quoteLiteral(setting)}, true), '')`;
}

function membershipCondition(rule: PolicyRule & { kind: 'membership' }, facts: RowSecurityFacts): string {
  const members = facts.members.find(
    ({ schema, name }) => schema === rule.members.schema && name === rule.members.name,
  );
  const type = members?.columns.find(({ name }) => name === rule.member)?.type ?? 'text';
  const member = rule.setting === undefined ? 'CURRENT_USER' : settingValue(rule.setting);
  const table = quoteQualified(rule.members.schema, rule.members.name);
  return (
    `${quoteIdentifier(rule.column)} IN (SELECT m.${quoteIdentifier(rule.key)} FROM ${table} m ` +
    `WHERE m.${quoteIdentifier(rule.member)} = (SELECT ${member}::${type}))`
  );
}

/** A row without a time is valid always. */
function windowCondition(column: ColumnFacts | undefined, operator: string): string | undefined {
  if (column === undefined) {
    return undefined;
  }
  const name = quoteIdentifier(column.name);
  const test = `${name} ${operator} (SELECT now()::${column.type})`;
  return column.notNull ? test : `(${name} IS NULL OR ${test})`;
}
