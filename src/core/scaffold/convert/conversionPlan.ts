import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import type { IndexDefinition } from '../../catalog/ddl/indexes';
import type { ConversionFacts } from './conversionFacts';
import { conversionComment, conversionNames, type ConversionSpec, needsNewKey } from './conversionSpec';
import { keyClause, lockCount, swapStatements } from './swapStatements';
import { undoSwapStatements } from './undoSwapStatements';

export type ConversionStepId = 'bound' | 'validate' | 'key' | 'swap' | 'finish';

/** Statements that are sent together. */
export interface ConversionPart {
  readonly statements: readonly string[];
  /**
   * `atomic`: all in one transaction that waits for its locks only briefly and is tried again, because whoever comes later
   * waits behind it. `alone`: one statement outside a transaction, whose locks let reads and writes pass.
   */
  readonly how: 'atomic' | 'alone';
  /** How many tables and views it locks, where it is more than one: each is waited for the shorter. */
  readonly locks?: number;
  /** Moves rows while it holds its locks, and so may take longer. */
  readonly movesRows?: boolean;
}

export interface ConversionStep {
  readonly id: ConversionStepId;
  readonly title: string;
  /** What it locks and for how long, as a sentence. */
  readonly explain: string;
  readonly parts: readonly ConversionPart[];
  readonly done: boolean;
  /** What is lost for good. */
  readonly irreversible?: string;
}

/** The steps of the conversion in order, with what is done already. */
export function conversionSteps(spec: ConversionSpec, facts: ConversionFacts): readonly ConversionStep[] {
  const order = { none: 0, bounded: 1, validated: 2, swapped: 3, finished: 4 }[facts.phase];
  return [
    boundStep(spec, order >= 1),
    validateStep(spec, order >= 2),
    ...(needsNewKey(spec) ? [keyStep(spec, facts, order >= 3 || facts.newKey === 'valid')] : []),
    swapStep(spec, facts, order >= 3),
    finishStep(spec, facts, order >= 4),
  ];
}

/** What leads back to the table as it was, from where the conversion stands now. Empty when nothing was begun. */
export function wayBack(spec: ConversionSpec, facts: ConversionFacts): readonly ConversionPart[] {
  const { table, check, legacyKey, formerKey } = conversionNames(spec);
  if (facts.phase === 'swapped') {
    return [
      ...(needsNewKey(spec) ? formerKeyParts(spec, facts) : []),
      {
        statements: undoSwapStatements(spec, facts),
        how: 'atomic',
        locks: lockCount(facts),
        movesRows: true,
      },
    ];
  }
  return facts.phase === 'bounded' || facts.phase === 'validated'
    ? [
        ...(facts.newKey === 'none' ? [] : [dropIndex(spec, legacyKey)]),
        ...(facts.formerKey === 'none' ? [] : [dropIndex(spec, formerKey)]),
        { statements: [`ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdentifier(check)}`], how: 'atomic' },
      ]
    : [];
}

function boundStep(spec: ConversionSpec, done: boolean): ConversionStep {
  const { table, check } = conversionNames(spec);
  const key = quoteIdentifier(spec.key);
  return {
    id: 'bound',
    title: `Bound ${spec.key} of new rows by ${spec.legacyEnd}`,
    explain:
      'A CHECK that old rows are not compared with yet. Reads and writes wait for the moment that it takes.',
    parts: [
      {
        how: 'atomic',
        statements: [
          `ALTER TABLE ${table} ADD CONSTRAINT ${quoteIdentifier(check)} CHECK (${key} IS NOT NULL AND ${key} < ${quoteLiteral(spec.legacyEnd)}) NOT VALID`,
          `COMMENT ON CONSTRAINT ${quoteIdentifier(check)} ON ${table} IS ${quoteLiteral(conversionComment(spec))}`,
        ],
      },
    ],
    done,
  };
}

function validateStep(spec: ConversionSpec, done: boolean): ConversionStep {
  const { table, check } = conversionNames(spec);
  return {
    id: 'validate',
    title: 'Compare every row with the bound',
    explain: 'Reads the whole table once. Reads and writes go on.',
    parts: [
      { how: 'alone', statements: [`ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoteIdentifier(check)}`] },
    ],
    done,
  };
}

function keyStep(spec: ConversionSpec, facts: ConversionFacts, done: boolean): ConversionStep {
  const { table, legacyKey } = conversionNames(spec);
  return {
    id: 'key',
    title: `Build the primary key with ${spec.key} in it`,
    explain: 'Reads the whole table twice. Reads and writes go on.',
    parts: indexParts(spec, facts.newKey, {
      name: legacyKey,
      on: table,
      columns: keyClause(spec, false),
      like: facts.table.indexes.find(({ primary }) => primary),
    }),
    done,
  };
}

function swapStep(spec: ConversionSpec, facts: ConversionFacts, done: boolean): ConversionStep {
  return {
    id: 'swap',
    title: `Put the partitioned table in the place of ${spec.table.name}`,
    explain:
      'One short transaction that changes only the catalog. Reads and writes wait for it, and go on with the new table.',
    parts: done ? [] : [{ how: 'atomic', statements: swapStatements(spec, facts), locks: lockCount(facts) }],
    done,
  };
}

function finishStep(spec: ConversionSpec, facts: ConversionFacts, done: boolean): ConversionStep {
  const { table, legacy, check, formerKey } = conversionNames(spec);
  return {
    id: 'finish',
    title: 'Analyze the new table and remove the traces of the conversion',
    explain: 'Reads and writes wait for the moment that the CHECK takes to go.',
    parts: [
      { how: 'alone', statements: [`ANALYZE ${table}`] },
      ...(facts.phase === 'swapped' && facts.formerKey !== 'none' ? [dropIndex(spec, formerKey)] : []),
      {
        how: 'atomic',
        statements: [`ALTER TABLE ${legacy} DROP CONSTRAINT ${quoteIdentifier(check)}`],
      },
    ],
    done,
    irreversible: 'There is no way back after this step. Take it when the new table has proved itself.',
  };
}

function dropIndex({ table: { schema } }: ConversionSpec, name: string): ConversionPart {
  return { statements: [`DROP INDEX CONCURRENTLY ${quoteQualified(schema, name)}`], how: 'alone' };
}

/** The key that the old table had, built beside the new one without stopping anybody. */
function formerKeyParts(spec: ConversionSpec, facts: ConversionFacts): readonly ConversionPart[] {
  const { legacy, formerKey } = conversionNames(spec);
  const { primaryKey } = spec;
  const list = (columns: readonly string[]) => columns.map(quoteIdentifier).join(', ');
  const included = primaryKey?.included ?? [];
  return indexParts(spec, facts.formerKey, {
    name: formerKey,
    on: legacy,
    columns: `(${list(primaryKey?.columns ?? [])})${included.length === 0 ? '' : ` INCLUDE (${list(included)})`}`,
    like: facts.legacy?.indexes.find(({ primary }) => primary),
  });
}

interface NewIndex {
  readonly name: string;
  readonly on: string;
  readonly columns: string;
  /** Whose storage parameters and tablespace it gets. */
  readonly like: IndexDefinition | undefined;
}

/** An interrupted build leaves an invalid index behind, which goes first. */
function indexParts(
  spec: ConversionSpec,
  state: ConversionFacts['newKey'],
  { name, on, columns, like }: NewIndex,
): readonly ConversionPart[] {
  const parameters = like?.parameters === undefined ? '' : ` WITH ${like.parameters}`;
  const tablespace = like?.tablespace === undefined ? '' : ` TABLESPACE ${quoteIdentifier(like.tablespace)}`;
  const create: ConversionPart = {
    statements: [
      `CREATE UNIQUE INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${on} ${columns}${parameters}${tablespace}`,
    ],
    how: 'alone',
  };
  return state === 'valid' ? [] : [...(state === 'invalid' ? [dropIndex(spec, name)] : []), create];
}
