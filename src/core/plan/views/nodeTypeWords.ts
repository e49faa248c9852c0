/** What a kind of node does, and where PostgreSQL's manual tells more. */
export interface NodeTypeWords {
  readonly words: string;
  /** The address of the manual's page. */
  readonly manual: string;
}

const manual = 'https://www.postgresql.org/docs/current/';

const explaining = 'using-explain.html#USING-EXPLAIN-BASICS';
const parallel = 'parallel-plans.html';
const joins = 'planner-optimizer.html#PLANNER-OPTIMIZER-GENERATING-POSSIBLE-PLANS';

const table: Readonly<Record<string, readonly [words: string, page: string]>> = {
  'Seq Scan': ['Reads the whole table, one row after the other.', explaining],
  'Sample Scan': ['Reads a sample of the table.', 'sql-select.html#SQL-FROM'],
  'Index Scan': ['Looks rows up in an index, and reads each of them from the table.', 'indexes-intro.html'],
  'Index Only Scan': [
    'Answers from the index alone, and reads the table only where it is not known that all can see the row.',
    'indexes-index-only-scans.html',
  ],
  'Bitmap Heap Scan': [
    'Reads the blocks of the table that indexes have found, in the order of the table.',
    'indexes-bitmap-scans.html',
  ],
  'Bitmap Index Scan': ['Notes in which blocks an index finds rows.', 'indexes-bitmap-scans.html'],
  BitmapAnd: ['Keeps the blocks that all of its indexes have found.', 'indexes-bitmap-scans.html'],
  BitmapOr: ['Puts together the blocks that its indexes have found.', 'indexes-bitmap-scans.html'],
  'Tid Scan': ['Reads rows by their physical places.', 'ddl-system-columns.html'],
  'Tid Range Scan': ['Reads a range of physical places.', 'ddl-system-columns.html'],
  'Subquery Scan': ['Hands on the rows of a subquery, perhaps after a filter.', explaining],
  'Function Scan': [
    'Reads the rows that a function returns.',
    'queries-table-expressions.html#QUERIES-TABLEFUNCTIONS',
  ],
  'Table Function Scan': ['Reads rows out of XML or JSON.', 'functions-xml.html'],
  'Values Scan': ['Reads rows that stand in the statement.', 'queries-values.html'],
  'CTE Scan': ['Reads a common table expression.', 'queries-with.html'],
  'WorkTable Scan': [
    'Reads what the last round of a recursion has found.',
    'queries-with.html#QUERIES-WITH-RECURSIVE',
  ],
  'Recursive Union': [
    'Repeats its second part until that finds no more rows.',
    'queries-with.html#QUERIES-WITH-RECURSIVE',
  ],
  'Foreign Scan': ['Fetches rows from another server.', 'postgres-fdw.html'],
  'Nested Loop': ['For each row of the first side, runs the second side.', joins],
  'Hash Join': ['Puts one side into a hash table, and looks up each row of the other side in it.', joins],
  Hash: ['Fills the hash table of the join above.', joins],
  'Merge Join': ['Walks through two sorted sides at the same time.', joins],
  Sort: [
    'Sorts its rows, in memory or in a file when work_mem does not suffice.',
    'runtime-config-resource.html#GUC-WORK-MEM',
  ],
  'Incremental Sort': [
    'Sorts within groups that are in order already.',
    'runtime-config-query.html#GUC-ENABLE-INCREMENTAL-SORT',
  ],
  Aggregate: ['Computes aggregates such as count and sum, perhaps for each group.', 'tutorial-agg.html'],
  Group: ['Puts equal rows together.', 'queries-table-expressions.html#QUERIES-GROUP'],
  WindowAgg: ['Computes window functions.', 'tutorial-window.html'],
  Unique: ['Leaves out rows that repeat the one before.', 'queries-select-lists.html#QUERIES-DISTINCT'],
  SetOp: ['Computes INTERSECT or EXCEPT.', 'queries-union.html'],
  Append: [
    'Returns the rows of its parts one part after the other, mostly partitions.',
    'ddl-partitioning.html',
  ],
  'Merge Append': ['Merges parts that are sorted, mostly partitions.', 'ddl-partitioning.html'],
  Limit: ['Stops after so many rows.', 'queries-limit.html'],
  Materialize: [
    'Keeps rows, so that they can be read again.',
    'runtime-config-query.html#GUC-ENABLE-MATERIAL',
  ],
  Memoize: ['Keeps the answers for values that come again.', 'runtime-config-query.html#GUC-ENABLE-MEMOIZE'],
  Gather: ['Collects the rows of parallel workers.', parallel],
  'Gather Merge': ['Merges the sorted rows of parallel workers.', parallel],
  Result: ['Computes values without a table, or checks a condition once.', explaining],
  ProjectSet: [
    'Computes functions that return several rows.',
    'xfunc-sql.html#XFUNC-SQL-FUNCTIONS-RETURNING-SET',
  ],
  LockRows: ['Locks the rows, as FOR UPDATE wants.', 'explicit-locking.html#LOCKING-ROWS'],
  ModifyTable: ['Inserts, updates, deletes or merges the rows.', 'dml.html'],
};

/** Undefined for the nodes of extensions and of newer servers. */
export function nodeTypeWords(nodeType: string): NodeTypeWords | undefined {
  const known = Object.hasOwn(table, nodeType) ? table[nodeType] : undefined;
  return known && { words: known[0], manual: `${manual}${known[1]}` };
}
