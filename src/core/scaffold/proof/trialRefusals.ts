import { numberOf, textOf } from '../../catalog/cells';
import { textArray } from '../../catalog/textArray';
import { sizeWords } from '../../explorer/measures';
import type { CatalogQuery } from '../../ports';
import type { ScaffoldStep } from '../scaffold';
import type { RelationLock } from './lockMode';
import type { StepProof } from './stepProof';

/** What a relation occupies with its partitions, in bytes. */
export interface RelationSize {
  readonly schema: string;
  readonly name: string;
  readonly bytes: number;
}

/** A larger table is not rewritten or read for a trial, because it would be locked meanwhile. Bytes. */
export const largeTable = 10 * 1024 * 1024;

/** The relations whose rows the steps write or read. */
export function workedRelations(proofs: readonly StepProof[]): readonly RelationLock[] {
  return proofs.flatMap(({ locks }) => locks).filter(({ work }) => work !== undefined);
}

/** The sizes of relations; those that do not exist are left out. It waits a second for whoever locks one exclusively. */
export function relationSizes(
  relations: readonly Pick<RelationLock, 'schema' | 'name'>[],
): CatalogQuery<RelationSize> {
  const known = relations.filter(({ schema }) => schema !== undefined);
  return {
    name: 'scaffold.sizes',
    text: `
      WITH RECURSIVE tree (root, oid) AS (
        SELECT c.oid, c.oid
          FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS w (schema, name)
          JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
          JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
         UNION
        SELECT tree.root, i.inhrelid FROM tree JOIN pg_catalog.pg_inherits AS i ON i.inhparent = tree.oid)
      SELECT n.nspname, c.relname, coalesce(pg_catalog.sum(pg_catalog.pg_relation_size(tree.oid)), 0)
        FROM tree
        JOIN pg_catalog.pg_class AS c ON c.oid = tree.root
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
       GROUP BY c.oid, n.nspname, c.relname`,
    values: [textArray(known.map(({ schema = '' }) => schema)), textArray(known.map(({ name }) => name))],
    limits: { statement: 5_000, lock: 1_000 },
    row: ([schema, name, bytes]) => ({ schema: textOf(schema), name: textOf(name), bytes: numberOf(bytes) }),
  };
}

/** Why steps cannot be tried in a transaction on the very server, by their places. */
export function trialRefusals(
  steps: readonly ScaffoldStep[],
  proofs: readonly StepProof[],
  sizes: readonly RelationSize[],
): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  steps.forEach((step, place) => {
    const reason = refusal(step, proofs[place], sizes);
    if (reason !== undefined && step.present !== true) {
      found.set(place, reason);
    }
  });
  return found;
}

function refusal(
  step: ScaffoldStep,
  proof: StepProof | undefined,
  sizes: readonly RelationSize[],
): string | undefined {
  if (step.alone === true) {
    return 'PostgreSQL refuses it inside a transaction, so it cannot be rolled back.';
  }
  if (proof?.unsure !== false) {
    return 'It runs code whose effects outside of the transaction are not known.';
  }
  for (const { schema, name, work } of proof.locks) {
    const size = sizes.find((each) => each.schema === schema && each.name === name);
    if (work !== undefined && size && size.bytes > largeTable) {
      return `It ${work} all rows of ${schema ?? ''}.${name} (${sizeWords(size.bytes)}), which would be locked meanwhile.`;
    }
  }
  return undefined;
}
