import { isRecord, isString } from '../../../base/validate';
import type { QualifiedName } from '../../catalog/queries/partitionAncestors';
import { quoteQualified } from '../../sql/quote';
import { defaultObjectName } from '../../catalog/ddl/objectName';

/**
 * How a table becomes partitioned while it is in use: it stays as it is, as the partition of all that came before
 * `legacyEnd`, and what comes later goes to new partitions. No row is moved.
 */
export interface ConversionSpec {
  readonly table: QualifiedName;
  /** The column of the partition key, a range over one column. */
  readonly key: string;
  /** Above everything that is written before the swap; the lower end of the first new partition. */
  readonly legacyEnd: string;
  readonly partitions: readonly NewPartition[];
  /** Takes what belongs to no other partition, so that no write is refused; undefined for none. */
  readonly defaultPartition: string | undefined;
  /** The primary key, which must have the partition key in it afterwards. */
  readonly primaryKey: PrimaryKey | undefined;
  /** The column had no NOT NULL before. */
  readonly wasNullable: boolean;
}

/** In the schema of the table. */
export interface NewPartition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface PrimaryKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly included: readonly string[];
}

/** The names that the conversion gives. They follow from the table's name, so that nothing must be remembered. */
export function conversionNames({ table: { schema, name } }: Pick<ConversionSpec, 'table'>) {
  const legacy = defaultObjectName(name, '', 'legacy');
  return {
    table: quoteQualified(schema, name),
    legacyName: legacy,
    legacy: quoteQualified(schema, legacy),
    /** The CHECK that makes attaching the old table a matter of the catalog. */
    check: defaultObjectName(name, '', 'conversion'),
    /** The key of the old table with the partition key in it. */
    legacyKey: defaultObjectName(name, 'legacy', 'pkey'),
    /** The old key, built again for the way back. */
    formerKey: defaultObjectName(name, 'former', 'pkey'),
    undoneName: defaultObjectName(name, '', 'undone'),
  };
}

/** The name that an index or a sequence of the old table has while the new table has its own. */
export function legacyPartName(name: string): string {
  return defaultObjectName(name, '', 'old');
}

/** Whether the primary key must get the partition key. */
export function needsNewKey({ primaryKey, key }: ConversionSpec): boolean {
  return primaryKey !== undefined && !primaryKey.columns.includes(key);
}

const mark = 'Conversion to a partitioned table, in progress. Lakehouse Postgres goes on from here: ';

/** The comment of the CHECK, by which a conversion is found again from any window after any interruption. */
export function conversionComment(spec: ConversionSpec): string {
  return mark + JSON.stringify(spec);
}

/** Reads such a comment. Undefined for any other text; the table's name is the one that it has now. */
export function readConversionComment(text: string, table: QualifiedName): ConversionSpec | undefined {
  if (!text.startsWith(mark)) {
    return undefined;
  }
  const value = parsed(text.slice(mark.length));
  if (
    !isRecord(value) ||
    !isString(value['key']) ||
    !isString(value['legacyEnd']) ||
    !Array.isArray(value['partitions']) ||
    !value['partitions'].every(isPartition)
  ) {
    return undefined;
  }
  const { defaultPartition, primaryKey } = value;
  if (primaryKey !== undefined && !isPrimaryKey(primaryKey)) {
    return undefined;
  }
  return {
    table,
    key: value['key'],
    legacyEnd: value['legacyEnd'],
    partitions: value['partitions'],
    defaultPartition: isString(defaultPartition) ? defaultPartition : undefined,
    primaryKey,
    wasNullable: value['wasNullable'] === true,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPartition(value: unknown): value is NewPartition {
  return isRecord(value) && isString(value['name']) && isString(value['from']) && isString(value['to']);
}

function isPrimaryKey(value: unknown): value is PrimaryKey {
  return (
    isRecord(value) && isString(value['name']) && isTexts(value['columns']) && isTexts(value['included'])
  );
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isString);
}
