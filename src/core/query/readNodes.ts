/**
 * The parse nodes that a statement which only reads may be made of: PostgreSQL 18's raw expression, FROM and WITH nodes.
 * A node that is not named here, also one of a later version, makes the statement unknown, and unknown is refused.
 */
export const readNodes: ReadonlySet<string> = new Set([
  // Queries.
  ...['SelectStmt', 'ResTarget', 'CommonTableExpr', 'WithClause', 'CTESearchClause', 'CTECycleClause'],
  ...['SortBy', 'WindowDef', 'GroupingSet', 'List'],
  // FROM.
  ...[
    'RangeVar',
    'RangeSubselect',
    'RangeFunction',
    'RangeTableSample',
    'RangeTableFunc',
    'RangeTableFuncCol',
  ],
  ...['JoinExpr', 'Alias', 'ColumnDef', 'JsonTable', 'JsonTableColumn', 'JsonTablePathSpec'],
  // Values and names.
  ...['A_Const', 'Integer', 'Float', 'Boolean', 'String', 'BitString', 'ParamRef', 'ColumnRef', 'A_Star'],
  ...['TypeName', 'SQLValueFunction', 'SetToDefault'],
  // Expressions.
  ...[
    'A_Expr',
    'A_Indices',
    'A_Indirection',
    'A_ArrayExpr',
    'BoolExpr',
    'SubLink',
    'FuncCall',
    'NamedArgExpr',
  ],
  ...[
    'TypeCast',
    'CollateClause',
    'CaseExpr',
    'CaseWhen',
    'CoalesceExpr',
    'MinMaxExpr',
    'NullTest',
    'BooleanTest',
  ],
  ...['RowExpr', 'GroupingFunc', 'XmlExpr', 'XmlSerialize'],
  // SQL/JSON.
  ...['JsonObjectConstructor', 'JsonArrayConstructor', 'JsonArrayQueryConstructor', 'JsonAggConstructor'],
  ...[
    'JsonObjectAgg',
    'JsonArrayAgg',
    'JsonKeyValue',
    'JsonValueExpr',
    'JsonFormat',
    'JsonOutput',
    'JsonReturning',
  ],
  ...[
    'JsonParseExpr',
    'JsonScalarExpr',
    'JsonSerializeExpr',
    'JsonIsPredicate',
    'JsonFuncExpr',
    'JsonBehavior',
  ],
  ...['JsonArgument'],
]);
