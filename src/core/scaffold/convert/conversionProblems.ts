import { quoteQualified } from '../../sql/quote';
import type { ConversionFacts } from './conversionFacts';
import { conversionNames, type ConversionSpec } from './conversionSpec';
import { tableName } from './swapStatements';

/** Why a table cannot be converted at all, whatever is chosen, as sentences that say what to do. */
export function tableProblems(facts: ConversionFacts): readonly string[] {
  const { rights, server, table, phase } = facts;
  const name = tableName(facts);
  return [
    phase === 'finished' ? `${name} is partitioned already.` : undefined,
    server.transactionPooled
      ? 'This connection goes through a pooler in transaction mode. Convert the table over a connection straight to the server.'
      : undefined,
    server.inRecovery ? 'This server is a replica and takes no writes. Connect to the primary.' : undefined,
    rights.isOwner ? undefined : `Only the owner of ${name}, ${table.relation.owner}, can convert it.`,
    rights.mayCreate
      ? undefined
      : `The role needs CREATE on the schema ${table.relation.target.schema ?? ''}.`,
    rights.persistence === 'p'
      ? undefined
      : `${name} is temporary or unlogged. Only a permanent table can be converted.`,
    ...(phase === 'swapped' ? [] : [...shapeProblems(facts), ...partProblems(facts)]),
  ].filter((problem) => problem !== undefined);
}

/** Why the chosen conversion cannot be run. `taken` are names that it would give and that something else has. */
export function conversionProblems(
  spec: ConversionSpec,
  facts: ConversionFacts,
  taken: readonly string[],
): readonly string[] {
  return [
    ...tableProblems(facts),
    ...(facts.phase === 'none'
      ? taken.map(
          (name) =>
            `The conversion would make ${name} in the schema ${spec.table.schema}, and the name is taken or would be given twice. Rename what has it.`,
        )
      : []),
  ];
}

function shapeProblems({
  table: { relation },
  obstacles,
  views,
}: ConversionFacts): readonly (string | undefined)[] {
  const name = relation.target.name;
  return [
    relation.parents.length > 0 ? `${name} inherits from another table or is a partition of one.` : undefined,
    relation.ofType === undefined ? undefined : `${name} is a typed table, which cannot become a partition.`,
    relation.extension === undefined ? undefined : `${name} belongs to the extension ${relation.extension}.`,
    ...obstacles.map(
      (description) =>
        `The ${description} hangs on this very table and would stay with the old one. Drop it first, and create it again afterwards.`,
    ),
    ...views
      .filter(({ isOwner }) => !isOwner)
      .map(
        (view) =>
          `The view ${quoteQualified(view.schema, view.name)} reads the table and must be made again, which only its owner can do.`,
      ),
  ];
}

function partProblems({
  table: { relation, constraints, indexes },
  triggers,
}: ConversionFacts): readonly string[] {
  const { check } = conversionNames({ table: { schema: '', name: relation.target.name } });
  const isOwnCheck = (name: string) => name === check;
  return [
    ...constraints.flatMap(({ kind, name, definition, valid }) =>
      kind === 'exclusion' || / WITHOUT OVERLAPS\b/.test(definition)
        ? [
            `The constraint ${name} compares rows of all partitions, which PostgreSQL cannot do. Drop it first.`,
          ]
        : !valid && (kind === 'foreignKey' || (kind === 'check' && !isOwnCheck(name)))
          ? [`The constraint ${name} is not validated. Run ALTER TABLE … VALIDATE CONSTRAINT first.`]
          : [],
    ),
    ...triggers
      .filter(({ needsTransition }) => needsTransition)
      .map(
        ({ name }) =>
          `The trigger ${name} fires for each row with transition tables, which no partition can have.`,
      ),
    ...indexes
      .filter(({ replicaIdentity }) => replicaIdentity)
      .map(
        ({ name }) =>
          `The index ${name} is the replica identity. Choose REPLICA IDENTITY FULL or DEFAULT first.`,
      ),
  ];
}
