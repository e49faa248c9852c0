import { numberOf } from '../cells';
import type { ActionTarget } from '../actions/target';
import { constraintDefinitions } from './constraints';
import { addConstraint, constraintComment } from './constraintSql';
import { created, type Ddl, ddl, type DdlReading, linked, readObject, readRows } from './ddl';
import { type IndexDefinition, indexComment, indexDefinitions, indexStatements } from './indexes';
import { selectRecords } from './records';
import { type RelationDefinition, relationDefinition } from './relationDefinition';
import { invalidNote } from './table';
import { policyStatements, ruleStatements, statisticsStatements, triggerStatements } from './tableParts';

/** An index; one behind a constraint is made by the constraint. */
export async function indexDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const { relation, row } = await owner(reading, target, {
    catalog: 'pg_index',
    oid: 'indexrelid',
    relation: 'indrelid',
  });
  const index = await readObject(reading, indexDefinitions(row, target.oid), target);
  return index.constraintOid === undefined
    ? ddl(
        created(index.definition, ...indexStatements(relation.target, index), indexComment(index)),
        invalidNote(index),
        attachedNote(index),
      )
    : constraintOf(reading, relation, index.constraintOid);
}

/** A constraint with the index behind it. */
export async function constraintDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const { relation } = await owner(reading, target, {
    catalog: 'pg_constraint',
    oid: 'oid',
    relation: 'conrelid',
  });
  return constraintOf(reading, relation, target.oid);
}

export async function triggerDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const { relation } = await owner(reading, target, {
    catalog: 'pg_trigger',
    oid: 'oid',
    relation: 'tgrelid',
  });
  return ddl(linked(...(await triggerStatements(reading, relation.target, target.oid))));
}

export async function policyDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const { relation } = await owner(reading, target, {
    catalog: 'pg_policy',
    oid: 'oid',
    relation: 'polrelid',
  });
  return ddl(
    linked(...(await policyStatements(reading, relation.target, target.oid))),
    relation.rowSecurity
      ? undefined
      : 'It has no effect now: row level security is off on the table. ALTER TABLE … ENABLE ROW LEVEL SECURITY turns it on.',
  );
}

export async function ruleDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const { relation } = await owner(reading, target, {
    catalog: 'pg_rewrite',
    oid: 'oid',
    relation: 'ev_class',
  });
  return ddl(linked(...(await ruleStatements(reading, relation.target, target.oid))));
}

export async function statisticsDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const { row } = await owner(reading, target, {
    catalog: 'pg_statistic_ext',
    oid: 'oid',
    relation: 'stxrelid',
  });
  return ddl(created(...(await statisticsStatements(reading, row, target.oid))));
}

async function constraintOf(reading: DdlReading, relation: RelationDefinition, oid: number): Promise<Ddl> {
  const self = relation.target;
  const [constraint] = await readRows(reading, constraintDefinitions(self.oid, oid));
  if (constraint === undefined) {
    return ddl([], 'The constraint no longer exists: it was dropped.');
  }
  const [index] =
    constraint.index === undefined
      ? []
      : await readRows(reading, indexDefinitions(self.oid, constraint.index.oid));
  return ddl(
    linked(
      addConstraint(self, constraint),
      ...(index === undefined ? [] : indexStatements(self, index)),
      constraintComment(self, constraint),
      index === undefined ? undefined : indexComment(index),
    ),
    constraint.local ? undefined : 'It is inherited: it comes with the constraint of the parent table.',
  );
}

function attachedNote(index: IndexDefinition): string | undefined {
  return index.attached
    ? 'It belongs to the index of the partitioned table, which makes it for every partition.'
    : undefined;
}

/** Finds the relation that a part belongs to. */
async function owner(
  reading: DdlReading,
  target: ActionTarget,
  where: { readonly catalog: string; readonly oid: string; readonly relation: string },
): Promise<{ readonly relation: RelationDefinition; readonly row: number }> {
  const query = selectRecords(
    'ddl.ownerOfPart',
    { relation: `p.${where.relation}` },
    `pg_catalog.${where.catalog} AS p WHERE p.${where.oid} = $1::oid`,
    [String(target.oid)],
  );
  const found = await readObject(reading, query, target);
  const row = numberOf(found.relation);
  return { relation: await readObject(reading, relationDefinition(row), target), row };
}
