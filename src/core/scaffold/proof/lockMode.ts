import { type ParseNode, textField } from '../../sql/parseTree';

/** The modes of table locks, from the one that disturbs least to the one that stops everything. */
export type LockMode =
  | 'ACCESS SHARE'
  | 'ROW SHARE'
  | 'ROW EXCLUSIVE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'SHARE'
  | 'SHARE ROW EXCLUSIVE'
  | 'EXCLUSIVE'
  | 'ACCESS EXCLUSIVE';

/** What a statement does with all rows of a relation that exists: writes them anew, or reads them. */
export type RowWork = 'rewrites' | 'reads';

/** A lock that a statement takes on a relation until its transaction ends. */
export interface RelationLock {
  /** Undefined where the statement leaves it to the search path. */
  readonly schema: string | undefined;
  readonly name: string;
  readonly mode: LockMode;
  readonly work?: RowWork;
}

/** What a mode means for everybody else, as the end of a sentence. */
export function modeWords(mode: LockMode): string {
  switch (mode) {
    case 'ACCESS SHARE':
    case 'ROW SHARE':
    case 'ROW EXCLUSIVE':
    case 'SHARE UPDATE EXCLUSIVE':
      return 'others read and write meanwhile';
    case 'SHARE':
    case 'SHARE ROW EXCLUSIVE':
      return 'others read, and wait to write';
    case 'EXCLUSIVE':
      return 'others read, and wait to write or to lock rows';
    case 'ACCESS EXCLUSIVE':
      return 'others wait to read and to write';
  }
}

/** A lock on the relation of a `RangeVar`; none where there is no such node. */
export function lockOn(range: unknown, mode: LockMode, work?: RowWork): readonly RelationLock[] {
  if (!isNode(range) || textField(range, 'relname') === '') {
    return [];
  }
  const schema = textField(range, 'schemaname');
  return [
    {
      schema: schema === '' ? undefined : schema,
      name: textField(range, 'relname'),
      mode,
      ...(work !== undefined && { work }),
    },
  ];
}

/** A lock on a relation that is written as a list of names; `drop` leaves out what stands after it, such as a policy. */
export function lockOnNames(names: readonly string[], mode: LockMode, drop = 0): readonly RelationLock[] {
  const parts = drop === 0 ? names : names.slice(0, -drop);
  const name = parts.at(-1);
  return name === undefined ? [] : [{ schema: parts.at(-2), name, mode }];
}

/** A node that stands unwrapped in a field. */
export function fieldNode(node: ParseNode, field: string): ParseNode | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

function isNode(value: unknown): value is ParseNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
