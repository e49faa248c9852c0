import { numberOf, textOf } from '../cells';
import { type ActionTarget, isRelationKind } from '../actions/target';
import { relationKind } from '../relationKind';
import { type DdlReading, readObject } from './ddl';
import { selectRecords } from './records';

/**
 * The object that the target means now: a table, view, index or sequence that a tool drops and creates again has another
 * oid and the same name.
 * @throws UserError when there is none; otherwise as `Database.read`
 */
export async function currentTarget(reading: DdlReading, target: ActionTarget): Promise<ActionTarget> {
  const isRelation = isRelationKind(target.kind);
  if (!isRelation && !['column', 'index', 'sequence'].includes(target.kind)) {
    return target;
  }
  const query = selectRecords(
    'ddl.current',
    { oid: 'c.oid', kind: 'c.relkind' },
    `pg_catalog.pg_class AS c
   WHERE c.oid = $1::oid OR c.relname = $3::name AND c.relnamespace = (
           SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname = $2::name)
   ORDER BY c.oid <> $1::oid
   LIMIT 1`,
    [
      String(target.oid),
      target.schema ?? '',
      target.kind === 'column' ? (target.relation ?? '') : target.name,
    ],
  );
  const row = await readObject(reading, query, target);
  return {
    ...target,
    oid: numberOf(row.oid),
    kind: isRelation ? relationKind(textOf(row.kind)) : target.kind,
  };
}
