import { quoteIdentifier } from '../../../sql/quote';
import type { PlanNode } from '../../planModel';
import { columnsOf, conjunctsOf, type Expression, unqualifiedText } from './expression';
import { parseCondition } from './parseCondition';

/** A condition that an index on `key` can answer. */
export interface IndexTerm {
  /** `equality` finds single values, `range` a stretch of the index, `prefix` the texts that begin alike. */
  readonly use: 'equality' | 'range' | 'prefix' | 'order' | 'gin';
  /** As it stands in CREATE INDEX, without an operator class. */
  readonly key: string;
  /** Undefined for an expression. */
  readonly column: string | undefined;
  /** The column's value is compared with one of another relation, or computed by a sub-query. */
  readonly joins: boolean;
}

/** What of a scan's condition an index can answer. */
export interface ConditionTerms {
  readonly terms: readonly IndexTerm[];
  /** Conditions that can restrict a partial index: they compare with nothing. */
  readonly partial: readonly string[];
  /** Every column of the relation in the condition. */
  readonly columns: readonly string[];
  /** Nothing in the text was left aside. */
  readonly complete: boolean;
}

const nothing: ConditionTerms = { terms: [], partial: [], columns: [], complete: false };

/** @param alias the scan's own; a column without one belongs to the scan as well. */
export function conditionTerms(text: string | undefined, alias: string | undefined): ConditionTerms {
  const expression = text === undefined ? undefined : parseCondition(text);
  if (text === undefined || expression === undefined) {
    return nothing;
  }
  const context: Context = { text, alias };
  const all = conjunctsOf(expression);
  const terms = all.flatMap((part) => termOf(part, context) ?? []);
  const partial = all.flatMap((part) => partialOf(part, context) ?? []);
  const own = columnsOf(expression).filter((column) => isOwn(column.alias, context));
  return {
    terms,
    partial,
    columns: [...new Set(own.map(({ name }) => name))],
    complete: terms.length + partial.length === all.length,
  };
}

/** The text of the first of these properties that the node has. */
export function conditionOf(node: PlanNode, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = node.other.find((property) => property.name === name)?.value;
    if (value !== undefined) {
      return typeof value === 'string' ? value : value.join(' AND ');
    }
  }
  return undefined;
}

/** A key of an index for a part of a condition: a column, or an expression that never changes its value. */
export function keyOf(
  expression: Expression,
  { text, alias }: { readonly text: string; readonly alias: string | undefined },
): { readonly key: string; readonly column: string | undefined } | undefined {
  const bare = withoutTextCast(expression);
  if (bare.kind === 'column') {
    return isOwn(bare.alias, { text, alias })
      ? { key: quoteIdentifier(bare.name), column: bare.name }
      : undefined;
  }
  const columns = columnsOf(bare);
  const isKey =
    bare.kind === 'call' &&
    columns.length > 0 &&
    columns.every((column) => isOwn(column.alias, { text, alias })) &&
    isImmutable(bare);
  return isKey ? { key: `(${unqualifiedText(bare, text)})`, column: undefined } : undefined;
}

/** A varchar is compared as text, which every index on it knows. */
export function withoutTextCast(expression: Expression): Expression {
  return expression.kind === 'cast' && (expression.type === 'text' || expression.type === 'bpchar')
    ? expression.parts[0]
    : expression;
}

interface Context {
  readonly text: string;
  readonly alias: string | undefined;
}

/** Built-in functions that always return the same for the same arguments. */
const immutableFunctions = new Set(
  (
    'lower upper initcap btrim ltrim rtrim length char_length octet_length md5 reverse left right substr substring ' +
    'replace translate split_part lpad rpad concat_op abs ceil ceiling floor round trunc mod sign COALESCE NULLIF'
  ).split(' '),
);

function isImmutable(expression: Expression): boolean {
  if (expression.kind === 'call') {
    return immutableFunctions.has(expression.name) && expression.parts.every(isImmutable);
  }
  const bare = withoutTextCast(expression);
  return bare.kind === 'column' || bare.kind === 'constant' || (bare !== expression && isImmutable(bare));
}

/** Each row is compared with another value: no index can answer that. */
const volatileNames = new Set(
  (
    'random random_normal clock_timestamp timeofday nextval setval currval lastval gen_random_uuid gen_random_bytes ' +
    'uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 pg_sleep'
  ).split(' '),
);

function isVolatile(expression: Expression): boolean {
  return (
    (expression.kind === 'call' && volatileNames.has(expression.name)) || expression.parts.some(isVolatile)
  );
}

function isOwn(columnAlias: string | undefined, { alias }: Context): boolean {
  return columnAlias === undefined || columnAlias === alias;
}

const uses: ReadonlyMap<string, IndexTerm['use']> = new Map<string, IndexTerm['use']>([
  ['=', 'equality'],
  ['= ANY', 'equality'],
  ['IS NOT DISTINCT FROM', 'equality'],
  ['<', 'range'],
  ['<=', 'range'],
  ['>', 'range'],
  ['>=', 'range'],
  ['~~', 'prefix'],
  ['@>', 'gin'],
  ['?', 'gin'],
  ['?|', 'gin'],
  ['?&', 'gin'],
  ['@@', 'gin'],
  ['@?', 'gin'],
]);

function termOf(expression: Expression, context: Context): IndexTerm | undefined {
  if (expression.kind === 'or') {
    return alternatives(expression.parts, context);
  }
  if (expression.kind !== 'compare') {
    return undefined;
  }
  const [left, right] = expression.parts;
  const use = uses.get(expression.operator);
  const turned = use === 'equality' || use === 'range';
  const direct = sideTerm(left, right, context);
  const side = direct ?? (turned ? sideTerm(right, left, context) : undefined);
  if (use === undefined || side === undefined) {
    return undefined;
  }
  return use === 'prefix' && !isPrefixPattern(context.text.slice(right.start, right.end))
    ? undefined
    : { use, ...side };
}

/** `x = 1 OR x = 2` is a list of values. */
function alternatives(parts: readonly Expression[], context: Context): IndexTerm | undefined {
  const terms = parts.map((part) => termOf(part, context));
  const [first] = terms;
  return first !== undefined && terms.every((term) => term?.use === 'equality' && term.key === first.key)
    ? first
    : undefined;
}

/** One side is the key, the other a value that does not depend on the relation. */
function sideTerm(side: Expression, value: Expression, context: Context): Omit<IndexTerm, 'use'> | undefined {
  const key = keyOf(side, context);
  const used = columnsOf(value);
  if (key === undefined || used.some((column) => isOwn(column.alias, context)) || isVolatile(value)) {
    return undefined;
  }
  return { ...key, joins: used.length > 0 || value.kind === 'subplan' };
}

/** A pattern that says how the text begins: `abc%`, but neither `%abc` nor `abc` alone. */
export function isPrefixPattern(literal: string): boolean {
  return /^\(?'[^%_'\\][^']*'/.test(literal);
}

function partialOf(expression: Expression, context: Context): string | undefined {
  const inner =
    expression.kind === 'not' || expression.kind === 'nullTest' ? expression.parts[0] : expression;
  const isTest = inner.kind === 'column' && isOwn(inner.alias, context);
  return isTest ? unqualifiedText(expression, context.text) : undefined;
}
