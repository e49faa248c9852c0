/** Every node type that a server can produce for our statements, with the version that brought it. */
const types: Readonly<Record<string, number>> = {
  Aggregate: 0,
  Append: 0,
  'Bitmap Heap Scan': 0,
  'Bitmap Index Scan': 0,
  BitmapAnd: 0,
  BitmapOr: 0,
  'CTE Scan': 0,
  'Function Scan': 0,
  Gather: 0,
  'Gather Merge': 0,
  Group: 0,
  Hash: 0,
  'Hash Join': 0,
  'Incremental Sort': 13,
  'Index Only Scan': 0,
  'Index Scan': 0,
  Limit: 0,
  LockRows: 0,
  Materialize: 0,
  Memoize: 14,
  'Merge Append': 0,
  'Merge Join': 0,
  ModifyTable: 0,
  'Nested Loop': 0,
  ProjectSet: 0,
  'Recursive Union': 0,
  Result: 0,
  'Sample Scan': 0,
  'Seq Scan': 0,
  SetOp: 0,
  Sort: 0,
  'Subquery Scan': 0,
  'Table Function Scan': 0,
  'Tid Range Scan': 14,
  'Tid Scan': 0,
  Unique: 0,
  'Values Scan': 0,
  WindowAgg: 0,
  'WorkTable Scan': 0,
};

/** Node types that need more than SQL on a server of its own, and why. Hand-written plans test how they are read. */
export const unreachableTypes: ReadonlyMap<string, string> = new Map([
  ['Custom Scan', 'needs an extension that the servers from npm do not have'],
  ['Named Tuplestore Scan', 'is planned only inside a trigger with transition tables'],
]);

export function reachableTypes(major: number): readonly string[] {
  return Object.keys(types).filter((type) => (types[type] ?? 0) <= major);
}
