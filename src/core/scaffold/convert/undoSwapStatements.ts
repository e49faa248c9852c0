import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import type { ConversionFacts } from './conversionFacts';
import { conversionNames, type ConversionSpec, needsNewKey } from './conversionSpec';
import {
  identityStatements,
  lockStatements,
  ownedBy,
  setSequenceAside,
  viewStatement,
} from './swapStatements';

/**
 * The way back from the swap, as one transaction: the old table gets the rows that were written since, its name, its key
 * and its parts again. It must hold its locks while these rows are moved.
 */
export function undoSwapStatements(spec: ConversionSpec, facts: ConversionFacts): readonly string[] {
  const { table, legacy, check, undoneName } = conversionNames(spec);
  const { name, schema } = spec.table;
  const columns = facts.table.columns
    .filter(({ generated }) => generated === undefined)
    .map((column) => quoteIdentifier(column.name))
    .join(', ');
  const identities = facts.table.columns.flatMap((column) =>
    column.identity ? [{ column: column.name, identity: column.identity }] : [],
  );
  return [
    ...lockStatements(spec, facts),
    `ALTER TABLE ${table} DETACH PARTITION ${legacy}`,
    `ALTER TABLE ${legacy} DROP CONSTRAINT ${quoteIdentifier(check)}`,
    `INSERT INTO ${legacy} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM ${table}`,
    `ALTER TABLE ${table} RENAME TO ${quoteIdentifier(undoneName)}`,
    `ALTER TABLE ${legacy} RENAME TO ${quoteIdentifier(name)}`,
    ...facts.views.map(viewStatement),
    ...facts.sequences.map((sequence) => ownedBy(table, sequence)),
    ...identities.flatMap(({ column, identity }) => [
      setSequenceAside(identity),
      ...identityStatements(table, column, identity),
    ]),
    `DROP TABLE ${quoteQualified(schema, undoneName)}`,
    ...formerNames(spec, facts),
    ...(spec.wasNullable
      ? [`ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(spec.key)} DROP NOT NULL`]
      : []),
    ...facts.triggerStatements,
    ...facts.identityStatements,
  ];
}

/** Keys and indexes take back the names that the partitioned table had from them. */
function formerNames(spec: ConversionSpec, facts: ConversionFacts): readonly string[] {
  const { table, legacyKey, formerKey } = conversionNames(spec);
  const { primaryKey } = spec;
  const deferrable = facts.primaryKey?.deferrable === true ? ' DEFERRABLE' : '';
  const renamed = (facts.legacy?.indexes ?? []).flatMap((index) => {
    const parent = facts.table.indexes.find(({ oid }) => oid === index.parentOid);
    if (parent === undefined || index.primary || parent.name === index.name) {
      return [];
    }
    return index.constraintOid === undefined
      ? [`ALTER INDEX ${quoteQualified(index.schema, index.name)} RENAME TO ${quoteIdentifier(parent.name)}`]
      : [
          `ALTER TABLE ${table} RENAME CONSTRAINT ${quoteIdentifier(index.name)} TO ${quoteIdentifier(parent.name)}`,
        ];
  });
  if (primaryKey === undefined) {
    return renamed;
  }
  return [
    needsNewKey(spec)
      ? `ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdentifier(legacyKey)}, ADD CONSTRAINT ${quoteIdentifier(primaryKey.name)} PRIMARY KEY USING INDEX ${quoteIdentifier(formerKey)}${deferrable}`
      : `ALTER TABLE ${table} RENAME CONSTRAINT ${quoteIdentifier(legacyKey)} TO ${quoteIdentifier(primaryKey.name)}`,
    ...renamed,
  ];
}
