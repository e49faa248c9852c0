import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import { type MigrationPart, remark } from '../migrationFiles';
import type { ConversionFacts } from './conversionFacts';
import { type ConversionPart, conversionSteps, type ConversionStepId, wayBack } from './conversionPlan';
import { conversionNames, type ConversionSpec, legacyPartName } from './conversionSpec';
import { conversionWarnings } from './rules/conversionRules';
import { keptIndexes, keptUniques } from './swapStatements';

/** Whoever comes later waits behind a request for a lock, so it is given up soon, and the file is run again. */
const lockTimeout = '2s';

/**
 * A conversion that was not begun, as parts of a migration in the order in which they run. No row is moved on the way, so no part
 * fills anything in batches. What stands in a transaction and what cannot is as on the page of the conversion; what
 * builds an index for the way back is a part of its own.
 */
export function conversionMigration(spec: ConversionSpec, facts: ConversionFacts): readonly MigrationPart[] {
  const steps = new Map(conversionSteps(spec, facts).map((step) => [step.id, step]));
  const { table, check, legacyKey } = conversionNames(spec);
  const [undo, buildKey] = [...wayBack(spec, afterSwap(spec, facts))].reverse();
  const heading = (id: ConversionStepId): readonly string[] => {
    const step = steps.get(id);
    return step === undefined ? [] : [step.title, step.explain];
  };
  const [bound, validate, key, swap] = (['bound', 'validate', 'key', 'swap'] as const).map(
    (id) => steps.get(id)?.parts[0],
  );
  return [
    part('bound', bound, {
      before: [
        ...heading('bound'),
        ...conversionWarnings(spec, facts).map(({ message }) => message),
        'The files are for the table as it is now. Save them again when the table or its views change before the swap.',
      ],
      back: alone(`ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(check)}`),
    }),
    part('validate', validate, {
      before: [...heading('validate'), 'Wait for its end. It can be run again.'],
      back: undefined,
      backWords: ['There is nothing to take back: the bound goes with the file before this one.'],
    }),
    ...(key === undefined
      ? []
      : [
          part('key', key, {
            before: [
              ...heading('key'),
              `Wait for its end. When it fails it leaves an invalid index: run DROP INDEX CONCURRENTLY IF EXISTS ${indexName(spec, legacyKey)}, then this file again.`,
            ],
            back: alone(`DROP INDEX CONCURRENTLY IF EXISTS ${indexName(spec, legacyKey)}`),
          }),
        ]),
    part('swap', swap === undefined ? undefined : guarded(spec, swap), {
      before: heading('swap'),
      back: undo,
      backWords: [
        'Rows that were written since the swap are moved back while reads and writes wait.',
        ...(buildKey === undefined
          ? []
          : [
              'It needs the former primary key, which the way back of the next file builds: run that one first.',
            ]),
      ],
    }),
    ...lastParts(spec, steps.get('finish')?.parts ?? [], buildKey),
  ];
}

/** After the swap: what can be run at once, and what is better kept back. */
function lastParts(
  spec: ConversionSpec,
  [analyze, dropCheck]: readonly ConversionPart[],
  buildKey: ConversionPart | undefined,
): readonly MigrationPart[] {
  const { table } = conversionNames(spec);
  return [
    part('analyze', analyze, {
      before: ['Analyze the new table', 'Reads and writes go on. It can be run again.'],
      back: buildKey,
      backWords:
        buildKey === undefined
          ? ['There is nothing to take back.']
          : [
              'Builds the former primary key while reads and writes go on, for the way back from the swap.',
              'Wait for its end. When it fails it leaves an invalid index: drop that one, then run this again.',
            ],
    }),
    part('finish', dropCheck, {
      before: [
        'Remove the traces of the conversion',
        'There is no way back afterwards. Keep this file back until the new table has proved itself.',
      ],
      back: alone(raise(`The conversion of ${table} is finished: there is no way back.`)),
    }),
  ];
}

/** What the catalog will say after the swap, as far as the way back depends on it. */
function afterSwap(spec: ConversionSpec, facts: ConversionFacts): ConversionFacts {
  const kept = new Set([
    ...keptIndexes(spec, facts).map(({ oid }) => oid),
    ...keptUniques(spec, facts).map(({ index }) => index?.oid),
  ]);
  const indexes = facts.table.indexes.map((index) => ({
    ...index,
    ...(kept.has(index.oid)
      ? { name: legacyPartName(index.name), parentOid: index.oid }
      : { parentOid: undefined }),
  }));
  return {
    ...facts,
    phase: 'swapped',
    spec,
    newKey: 'none',
    formerKey: 'none',
    legacy: { ...facts.table, indexes },
  };
}

/** Attaching a table that was not compared with the bound would read it whole while everybody waits. */
function guarded(spec: ConversionSpec, swap: ConversionPart): ConversionPart {
  const { table, check } = conversionNames(spec);
  const test = `IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint
                  WHERE conrelid = ${quoteLiteral(table)}::pg_catalog.regclass AND conname = ${quoteLiteral(check)} AND convalidated) THEN
    RAISE EXCEPTION 'The rows were not compared with the bound yet. Run the files before this one first.';
  END IF`;
  return { ...swap, statements: [`DO ${quoteLiteral(`BEGIN\n  ${test};\nEND`)}`, ...swap.statements] };
}

interface PartWords {
  readonly before: readonly string[];
  readonly back: ConversionPart | undefined;
  readonly backWords?: readonly string[];
}

function part(name: string, up: ConversionPart | undefined, words: PartWords): MigrationPart {
  const { before, back, backWords = [] } = words;
  const isAlone = (up?.how ?? 'alone') === 'alone';
  return {
    name,
    alone: isAlone,
    up: textOf(before, up, isAlone),
    down: textOf(backWords, back, isAlone),
  };
}

function textOf(words: readonly string[], conversion: ConversionPart | undefined, isAlone: boolean): string {
  const statements = conversion?.statements ?? [];
  const waits = !isAlone && statements.length > 0;
  return [
    ...words.map(remark),
    ...(waits
      ? [
          remark('When a lock is not to be had in time, nothing is changed: run it again.'),
          `SET LOCAL lock_timeout = '${lockTimeout}';`,
        ]
      : []),
    ...statements.map((sql) => `${sql};`),
  ].join('\n');
}

function alone(sql: string): ConversionPart {
  return { how: 'alone', statements: [sql] };
}

function raise(message: string): string {
  return `DO ${quoteLiteral(`BEGIN\n  RAISE EXCEPTION USING MESSAGE = ${quoteLiteral(message)};\nEND`)}`;
}

function indexName({ table: { schema } }: ConversionSpec, name: string): string {
  return quoteQualified(schema, name);
}
