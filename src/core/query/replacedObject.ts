import { listField, nameParts, textField, untag } from '../sql/parseTree';
import type { SqlParser } from '../sql/parser';

/** What a CREATE FUNCTION, PROCEDURE or VIEW statement makes. */
export interface MadeObject {
  readonly kind: 'function' | 'procedure' | 'view';
  /** Undefined when the statement leaves it to the search path. */
  readonly schema: string | undefined;
  readonly name: string;
}

/** The function, procedure or view that a statement makes or replaces; undefined for any other statement. */
export async function madeObject(parser: SqlParser, sql: string): Promise<MadeObject | undefined> {
  const [statement] = (await parser.parse(sql)).value ?? [];
  if (statement?.tag === 'CreateFunctionStmt') {
    const parts = nameParts(listField(statement.node, 'funcname'));
    const name = parts.at(-1);
    return name === undefined
      ? undefined
      : {
          kind: statement.node.is_procedure === true ? 'procedure' : 'function',
          schema: parts.at(-2),
          name,
        };
  }
  if (statement?.tag === 'ViewStmt') {
    const view = statement.node.view;
    const node = untag(view)?.node ?? (typeof view === 'object' && view !== null ? view : {});
    const relation = node as Readonly<Record<string, unknown>>;
    const schema = textField(relation, 'schemaname');
    return { kind: 'view', schema: schema === '' ? undefined : schema, name: textField(relation, 'relname') };
  }
  return undefined;
}
