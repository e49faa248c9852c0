import { quoteIdentifier } from '../../sql/quote';
import { commentSql } from '../actions/comment';
import { type ActionTarget, targetSql } from '../actions/target';
import type { Cell } from '../../ports';

/** The statement that sets the comment; undefined when there is none. */
export function commentStatement(target: ActionTarget, comment: Cell): string | undefined {
  return comment === null ? undefined : commentSql(target, comment);
}

/** The statement that gives the object to its owner. */
export function ownerStatement(target: ActionTarget, owner: Cell): string | undefined {
  return owner === null ? undefined : `ALTER ${targetSql(target)} OWNER TO ${quoteIdentifier(owner)}`;
}

/** A part of a relation, such as a column, a constraint or a trigger, as the target of a statement. */
export function partOf(
  relation: ActionTarget,
  kind: 'column' | 'constraint' | 'trigger' | 'policy' | 'rule',
  name: string,
): ActionTarget {
  return {
    kind,
    oid: 0,
    column: 0,
    schema: relation.schema,
    name,
    relation: relation.name,
    signature: undefined,
  };
}

/** Something that lives in a schema, as the target of a statement. */
export function objectOf(kind: ActionTarget['kind'], schema: string | undefined, name: string): ActionTarget {
  return { kind, oid: 0, column: 0, schema, name, relation: undefined, signature: undefined };
}

/** An SQL expression that is the extensions, as a JSON array, that the object depends on by ALTER … DEPENDS ON EXTENSION. */
export function extensionsSql(catalog: string, oid: string): string {
  return `(SELECT pg_catalog.to_json(pg_catalog.array_agg(e.extname ORDER BY e.extname))
            FROM pg_catalog.pg_depend AS x
            JOIN pg_catalog.pg_extension AS e ON e.oid = x.refobjid
           WHERE x.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND x.objid = ${oid} AND x.deptype = 'x')`;
}
