/**
 * A part of a condition as EXPLAIN writes it. `start` and `end` are UTF-16 offsets in the text that was parsed.
 */
export type Expression = ExpressionSpan &
  (
    | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
    | { readonly kind: 'not'; readonly parts: readonly [Expression] }
    | ColumnExpression
    /** A literal, a parameter, or a word that stands for a value. */
    | { readonly kind: 'constant'; readonly parts: readonly [] }
    | {
        readonly kind: 'compare';
        /** Such as `=`, `~~`, `= ANY`. */
        readonly operator: string;
        readonly parts: readonly [Expression, Expression];
      }
    | { readonly kind: 'nullTest'; readonly isNull: boolean; readonly parts: readonly [Expression] }
    | CastExpression
    | { readonly kind: 'call'; readonly name: string; readonly parts: readonly Expression[] }
    /** `hashed` when its rows are looked up in a hash table. */
    | { readonly kind: 'subplan'; readonly hashed: boolean; readonly parts: readonly [] }
    /** What is not understood further; `parts` are the expressions in it. */
    | { readonly kind: 'other'; readonly parts: readonly Expression[] }
  );

export interface ExpressionSpan {
  readonly start: number;
  readonly end: number;
}

export interface ColumnExpression {
  readonly kind: 'column';
  /** Undefined when the text names the column alone. */
  readonly alias: string | undefined;
  readonly name: string;
  /** Where the column begins, which may stand in parentheses. */
  readonly qualifiedStart: number;
  /** Where its own name begins, behind the alias. */
  readonly nameStart: number;
  readonly parts: readonly [];
}

export interface CastExpression {
  readonly kind: 'cast';
  readonly type: string;
  readonly parts: readonly [Expression];
}

export type Column = ExpressionSpan & ColumnExpression;

/** The columns that an expression uses, in the order of the text; each as often as it stands there. */
export function columnsOf(expression: Expression): readonly Column[] {
  const found: Column[] = [];
  const waiting: Expression[] = [expression];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind === 'column') {
      found.push(next);
    }
    waiting.push(...next.parts.toReversed());
  }
  return found;
}

/** The conditions that must all hold. */
export function conjunctsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'and' ? expression.parts.flatMap(conjunctsOf) : [expression];
}

/** The expression's text without the aliases before its columns, as it may stand in CREATE INDEX. */
export function unqualifiedText(expression: Expression, text: string): string {
  let result = '';
  let at = expression.start;
  for (const { qualifiedStart, nameStart } of columnsOf(expression)) {
    result += text.slice(at, qualifiedStart);
    at = nameStart;
  }
  return result + text.slice(at, expression.end);
}
