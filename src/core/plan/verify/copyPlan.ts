import { rowsWords } from '../../explorer/measures';
import { formatBytes } from '../format';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import type { TableFacts } from './tableFacts';
import { type RelationName, relationWords } from './trialRelation';

/** A copy of a table, decided but not made. */
export interface CopyPlan {
  /** The scratch schema, which exists only for the trial. */
  readonly schema: string;
  readonly table: RelationName;
  readonly facts: TableFacts;
  /** The part of the table's blocks that is copied, above 0; undefined for the whole. */
  readonly percent: number | undefined;
  /** Bytes of the copy with its indexes, without the tried one; roughly. */
  readonly bytes: number;
  /** Roughly. */
  readonly seconds: number;
}

export type CopyDecision =
  | { readonly kind: 'possible'; readonly plan: CopyPlan }
  /** A sentence. */
  | { readonly kind: 'impossible'; readonly reason: string };

/** Where a copy would be made. */
export interface CopyPlace {
  readonly transactionPooled: boolean;
  readonly inRecovery: boolean;
}

/** Every scratch schema is called so, with a random word behind it. */
export const trialSchemaPrefix = 'lakehouse_trial_';

/** A larger table is tried on a sample of this size. */
const wholeLimitBytes = 1024 ** 3;

/** Of a small server. Measured with a table of 5 million rows, and then halved. */
const bytesPerSecond = { copied: 30_000_000, indexed: 10_000_000 };

/**
 * Whether a table can be copied for a trial, how much of it, and how long that takes.
 * @param word Random letters and digits that make the name of the schema its own.
 */
export function planCopy(
  table: RelationName,
  facts: TableFacts,
  place: CopyPlace,
  word: string,
): CopyDecision {
  const reason = reasonAgainst(table, facts, place);
  if (reason !== undefined) {
    return { kind: 'impossible', reason };
  }
  const tableBytes = facts.pages * facts.blockBytes;
  const part = Math.min(1, wholeLimitBytes / Math.max(1, tableBytes));
  const indexBytes = facts.indexPages * facts.blockBytes * part;
  return {
    kind: 'possible',
    plan: {
      schema: trialSchemaPrefix + word,
      table,
      facts,
      percent: part < 1 ? Math.max(0.01, Math.floor(part * 10_000) / 100) : undefined,
      bytes: tableBytes * part + indexBytes,
      seconds: Math.ceil(
        1 + (tableBytes * part) / bytesPerSecond.copied + indexBytes / bytesPerSecond.indexed,
      ),
    },
  };
}

/** The table of the copy: the same name in the scratch schema. */
export function copiedTable({ schema, table }: CopyPlan): RelationName {
  return { schema, relation: table.relation };
}

/** Makes the table and fills it, each a statement; the schema is there. */
export function tableStatements(plan: CopyPlan, serverVersion: number): readonly string[] {
  const { table, facts, percent } = plan;
  const copy = qualified(copiedTable(plan));
  const original = qualified(table);
  const like = ['STORAGE', 'STATISTICS', ...(serverVersion >= 140_000 ? ['COMPRESSION'] : [])];
  const options = [
    'autovacuum_enabled = off',
    ...(facts.fillfactor === undefined ? [] : [`fillfactor = ${facts.fillfactor}`]),
  ];
  const sample = percent === undefined ? '' : ` TABLESAMPLE SYSTEM (${percent}) REPEATABLE (1)`;
  return [
    `CREATE UNLOGGED TABLE ${copy} (LIKE ${original} ${like.map((each) => `INCLUDING ${each}`).join(' ')}) WITH (${options.join(', ')})`,
    ...facts.columns.flatMap((column) => targetStatements(copy, column)),
    `INSERT INTO ${copy} SELECT * FROM ONLY ${original}${sample}`,
  ];
}

/** Makes the indexes that the table has, under their names. */
export function indexStatements(plan: CopyPlan): readonly string[] {
  const copy = qualified(copiedTable(plan));
  return plan.facts.indexes.map(
    ({ name, unique, definition }) =>
      `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteIdentifier(name)} ON ${copy}${definition}`,
  );
}

/**
 * Gathers statistics. Where most of the real table is known to be visible to everybody, so is the copy: an index-only scan
 * depends on it.
 */
export function analyzeStatement(plan: CopyPlan): string {
  const { visiblePages, pages } = plan.facts;
  return `${visiblePages > pages / 2 ? 'VACUUM (ANALYZE)' : 'ANALYZE'} ${qualified(copiedTable(plan))}`;
}

/** How much is copied, such as `all of its ~5M rows (365 MB)`. */
export function extentWords({ percent, facts }: CopyPlan): string {
  const part = (percent ?? 100) / 100;
  const rows = facts.rows < 0 ? 'rows' : rowsWords(facts.rows * part);
  const size = formatBytes(facts.pages * facts.blockBytes * part);
  return percent === undefined
    ? `all of its ${rows} (${size})`
    : `a sample of ${percent} %, ${rows} (${size}),`;
}

export function qualified({ schema, relation }: RelationName): string {
  return quoteQualified(schema, relation);
}

function targetStatements(
  copy: string,
  { name, statistics, options }: TableFacts['columns'][number],
): string[] {
  const column = `ALTER TABLE ${copy} ALTER COLUMN ${quoteIdentifier(name)}`;
  const known = options.filter((option) => /^n_distinct(?:_inherited)?=-?[\d.]+(?:e-?\d+)?$/.test(option));
  return [
    ...(statistics === undefined || statistics < 0 ? [] : [`${column} SET STATISTICS ${statistics}`]),
    ...(known.length === 0 ? [] : [`${column} SET (${known.join(', ')})`]),
  ];
}

function reasonAgainst(table: RelationName, facts: TableFacts, place: CopyPlace): string | undefined {
  const name = relationWords(table);
  if (place.inRecovery) {
    return 'This server is a read replica: nothing can be created on it. Try the index on its primary.';
  }
  if (place.transactionPooled) {
    return 'Behind a pooler in transaction mode a copy cannot be kept apart from other clients. Connect to the server directly.';
  }
  const kinds: Readonly<Record<string, string>> = {
    p: `${name} is partitioned, and a copy of it would be no partitioned table. Try the index on one partition.`,
    f: `${name} is a foreign table: its rows and indexes are on another server.`,
    v: `${name} is a view, and has no indexes.`,
  };
  if (facts.kind !== 'r' && facts.kind !== 'm') {
    return kinds[facts.kind] ?? `${name} is no table that can be copied.`;
  }
  if (facts.temporary) {
    return `${name} is a temporary table, which other sessions cannot read. Create the index on it and see.`;
  }
  if (facts.hasChildren) {
    return `Other tables inherit from ${name}, and a copy would miss their rows.`;
  }
  if (!facts.mayRead) {
    return `Your role may not read the whole of ${name}, so it cannot be copied.`;
  }
  return facts.mayCreate
    ? undefined
    : 'Your role may not create a schema in this database, so no copy can be made. It needs the privilege CREATE on the database.';
}
