/** A column that rows are sorted by. Rows that are equal in all of them keep their order. */
export interface SortKey {
  /** Zero-based. */
  readonly column: number;
  readonly descending: boolean;
}

export const filterOperators = [
  'contains',
  'notContains',
  'equals',
  'notEquals',
  'less',
  'lessOrEqual',
  'greater',
  'greaterOrEqual',
  'matches',
  'notMatches',
  'isNull',
  'isNotNull',
  'isEmpty',
  'isNotEmpty',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** A condition on the value of one column. NULL fulfils only `isNull`, as in SQL. */
export interface ColumnCondition {
  readonly column: number;
  readonly operator: FilterOperator;
  /** What the value is compared with; empty for those that compare with nothing. */
  readonly text: string;
  /** For `contains` and `matches` and their opposites. */
  readonly matchCase: boolean;
}

/** Which rows are shown: those that fulfil all of it. */
export interface RowFilter {
  readonly conditions: readonly ColumnCondition[];
  /** A text that some column contains, without regard to case; empty for none. */
  readonly anywhere: string;
}

/** In which order and which of the rows of a result are shown. */
export interface Arrangement {
  readonly sort: readonly SortKey[];
  readonly filter: RowFilter;
}

export const asStored: Arrangement = { sort: [], filter: { conditions: [], anywhere: '' } };

export function isFiltered({ filter }: Arrangement): boolean {
  return filter.conditions.length > 0 || filter.anywhere !== '';
}

export function isAsStored(arrangement: Arrangement): boolean {
  return arrangement.sort.length === 0 && !isFiltered(arrangement);
}

/**
 * The order after a click on a column: ascending, descending, and as before again. With `add` the other columns stay,
 * and a new one comes after them.
 */
export function sortedBy(sort: readonly SortKey[], column: number, add: boolean): readonly SortKey[] {
  const known = sort.find((key) => key.column === column);
  const next = known === undefined ? { column, descending: false } : nextOf(known);
  if (!add) {
    return next ? [next] : [];
  }
  if (!known) {
    return next ? [...sort, next] : sort;
  }
  return sort.flatMap((key) => (key.column !== column ? key : (next ?? [])));
}

function nextOf({ column, descending }: SortKey): SortKey | undefined {
  return descending ? undefined : { column, descending: true };
}

/** Whether the operator is about a text that the user gives. */
export function takesText(operator: FilterOperator): boolean {
  return !['isNull', 'isNotNull', 'isEmpty', 'isNotEmpty'].includes(operator);
}

const words: Readonly<Record<FilterOperator, string>> = {
  contains: 'contains',
  notContains: 'does not contain',
  equals: '=',
  notEquals: '≠',
  less: '<',
  lessOrEqual: '≤',
  greater: '>',
  greaterOrEqual: '≥',
  matches: 'matches',
  notMatches: 'does not match',
  isNull: 'is NULL',
  isNotNull: 'is not NULL',
  isEmpty: 'is empty',
  isNotEmpty: 'is not empty',
};

export function operatorWords(operator: FilterOperator): string {
  return words[operator];
}

/** `amount ≥ 5` */
export function conditionWords(name: string, { operator, text }: ColumnCondition): string {
  return takesText(operator) ? `${name} ${words[operator]} ${text}` : `${name} ${words[operator]}`;
}
