import { cutName, longestName } from '../../sql/name';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import type { ScaffoldStep } from '../scaffold';
import type { RowSecurityFacts, TableFacts } from './rowSecurityFacts';
import { type PolicySpec, type RowSecuritySpec, ruleColumns } from './rowSecuritySpec';

/** The indexes by which the policies find their rows. On a partitioned table CONCURRENTLY cannot be. */
export function indexSteps(
  spec: RowSecuritySpec,
  facts: RowSecurityFacts,
  table: TableFacts,
): readonly ScaffoldStep[] {
  const columns = indexedColumns(spec);
  const taken = new Set(facts.takenNames);
  const concurrently = table.kind === 'p' ? '' : 'CONCURRENTLY ';
  return columns.map((column) => {
    const name = freeName(`${table.name}_${column}`, taken);
    const present = table.leadingColumns.includes(column);
    if (!present) {
      taken.add(name);
    }
    return {
      title: `Create an index on ${column}, which the policies compare`,
      sql: `CREATE INDEX ${concurrently}${quoteIdentifier(name)} ON ${quoteQualified(table.schema, table.name)} (${quoteIdentifier(column)})`,
      ...(present
        ? { down: [], present: true }
        : { down: [`DROP INDEX ${concurrently}${quoteQualified(table.schema, name)}`] }),
      ...(concurrently !== '' && { alone: true }),
    };
  });
}

/** Each column once that a policy compares with one value or a short list. */
export function indexedColumns(spec: RowSecuritySpec): readonly string[] {
  return [...new Set(spec.policies.flatMap(lookedUp))];
}

/** A window that only narrows what others let through is not what rows are found by. */
function lookedUp({ rule, restrictive }: PolicySpec): readonly string[] {
  switch (rule.kind) {
    case 'tenant':
    case 'user':
    case 'membership':
      return [rule.column];
    case 'window':
      return restrictive ? [] : ruleColumns(rule).slice(-1);
    case 'softDelete':
    case 'guard':
    case 'everyRow':
      return [];
  }
}

/** As PostgreSQL names an index, and of at most 63 bytes in any encoding. */
function freeName(base: string, taken: ReadonlySet<string>): string {
  for (let number = 0; ; number++) {
    const ending = number === 0 ? '_idx' : `_idx${String(number)}`;
    const name = `${cutName(base, longestName - ending.length)}${ending}`;
    if (!taken.has(name)) {
      return name;
    }
  }
}
