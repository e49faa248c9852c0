import type { Expression, ExpressionSpan } from './expression';
import type { Item } from './item';

/** What the items between two parentheses say together. */
export function reduceItems(items: readonly Item[], span: ExpressionSpan): Expression {
  const keywords = new Set(items.flatMap((item) => (item.kind === 'keyword' ? [item.text] : [])));
  if (keywords.has('SubPlan') || keywords.has('InitPlan') || keywords.has('CTE')) {
    const hashed = items.some(({ kind }, index) => kind === 'operand' && index === 0);
    return { kind: 'subplan', hashed, ...span, parts: [] };
  }
  if (keywords.has('CASE')) {
    return other(items, span);
  }
  for (const [word, kind] of [
    ['AND', 'and'],
    ['OR', 'or'],
  ] as const) {
    if (keywords.has(word)) {
      return {
        kind,
        ...span,
        parts: split(items, word).map((part) => reduceItems(part, spanOf(part, span))),
      };
    }
  }
  return reduceTest(items, span);
}

function reduceTest(items: readonly Item[], span: ExpressionSpan): Expression {
  const [first, second, third] = items;
  const only = operandOf(first);
  if (items.length === 1 && only !== undefined) {
    return { ...only, ...span };
  }
  if (first?.kind === 'keyword' && first.text === 'NOT') {
    const rest = items.slice(1);
    return { kind: 'not', ...span, parts: [reduceItems(rest, spanOf(rest, span))] };
  }
  const words = items.slice(1).map((item) => (item.kind === 'keyword' ? item.text : textOfValue(item)));
  const test = words.join(' ');
  if (only !== undefined && (test === 'IS NULL' || test === 'IS NOT NULL')) {
    return { kind: 'nullTest', isNull: test === 'IS NULL', ...span, parts: [only] };
  }
  const left = operandOf(first);
  if (left !== undefined && second?.kind === 'operator') {
    const right = operandOf(third);
    if (right !== undefined && items.length === 3) {
      return { kind: 'compare', operator: second.text, ...span, parts: [left, right] };
    }
    return comparedWithAny(items, span) ?? other(items, span);
  }
  return other(items, span);
}

/** `x = ANY (…)`: the word stands before its parentheses, so it was read as a call. */
function comparedWithAny(items: readonly Item[], span: ExpressionSpan): Expression | undefined {
  const [first, operator, third, fourth] = items;
  const left = operandOf(first);
  const right = operandOf(fourth);
  return left !== undefined &&
    right !== undefined &&
    items.length === 4 &&
    operator?.kind === 'operator' &&
    third?.kind === 'keyword'
    ? { kind: 'compare', operator: `${operator.text} ${third.text}`, ...span, parts: [left, right] }
    : undefined;
}

function textOfValue(item: Item): string {
  return item.kind === 'operand' && item.expression.kind === 'constant' ? 'NULL' : '?';
}

function operandOf(item: Item | undefined): Expression | undefined {
  return item?.kind === 'operand' ? item.expression : undefined;
}

function other(items: readonly Item[], span: ExpressionSpan): Expression {
  const parts = items.flatMap((item) => (item.kind === 'operand' ? [item.expression] : []));
  return { kind: 'other', ...span, parts };
}

function split(items: readonly Item[], word: string): readonly (readonly Item[])[] {
  const groups: Item[][] = [[]];
  for (const item of items) {
    if (item.kind === 'keyword' && item.text === word) {
      groups.push([]);
    } else {
      groups.at(-1)?.push(item);
    }
  }
  return groups;
}

function spanOf(items: readonly Item[], whole: ExpressionSpan): ExpressionSpan {
  const edge = (item: Item | undefined) => (item?.kind === 'operand' ? item.expression : item);
  return { start: edge(items[0])?.start ?? whole.start, end: edge(items.at(-1))?.end ?? whole.end };
}
