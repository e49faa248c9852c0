import { isRecord } from '../../base/validate';

/**
 * A node of PostgreSQL's raw parse tree in the JSON form of libpg_query: fields with default values are left out, and a
 * child is wrapped in an object whose one key is its kind (`{ "SelectStmt": { … } }`) unless its kind is fixed.
 */
export type ParseNode = Readonly<Record<string, unknown>>;

export interface TaggedNode {
  readonly tag: string;
  readonly node: ParseNode;
}

/** The kind and content of a wrapped node; undefined for anything else. */
export function untag(value: unknown): TaggedNode | undefined {
  if (!isRecord(value)) {
    return undefined;
  }
  const [entry, ...others] = Object.entries(value);
  return entry && others.length === 0 && isTag(entry[0]) && isRecord(entry[1])
    ? { tag: entry[0], node: entry[1] }
    : undefined;
}

/** A field that holds a list; empty when it is absent. */
export function listField(node: ParseNode, field: string): readonly unknown[] {
  const value = node[field];
  return Array.isArray(value) ? value : [];
}

/** A field that holds text; empty when it is absent. */
export function textField(node: ParseNode, field: string): string {
  const value = node[field];
  return typeof value === 'string' ? value : '';
}

/** The text of a wrapped `String` node. */
export function stringValue(value: unknown): string | undefined {
  const tagged = untag(value);
  return tagged?.tag === 'String' ? textField(tagged.node, 'sval') : undefined;
}

/** The parts of a qualified name, such as a function's. */
export function nameParts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((part) => stringValue(part) ?? '*') : [];
}

export interface TreeVisitor {
  /** Called for each wrapped node. */
  readonly node: (tag: string, node: ParseNode) => void;
  /** Called for each field of each node, wrapped or not. */
  readonly field?: (name: string, value: unknown) => void;
}

/** Visits everything below and including a node, parents first, in text order. Depth costs no stack. */
export function visitTree(root: unknown, visitor: TreeVisitor): void {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (Array.isArray(value)) {
      pushReversed(stack, value);
    } else if (isRecord(value)) {
      for (const [name, child] of Object.entries(value)) {
        if (isTag(name) && isRecord(child)) {
          visitor.node(name, child);
        } else {
          visitor.field?.(name, child);
        }
      }
      pushReversed(stack, Object.values(value));
    }
  }
}

/** Kinds of nodes begin with a capital, fields with a small letter. */
function isTag(name: string): boolean {
  return /^[A-Z]/.test(name);
}

/** Not by spreading: a VALUES list of 200,000 rows has more items than a call takes arguments. */
function pushReversed(stack: unknown[], items: readonly unknown[]): void {
  for (let index = items.length - 1; index >= 0; index--) {
    stack.push(items[index]);
  }
}
