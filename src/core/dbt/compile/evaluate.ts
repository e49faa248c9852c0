import type { TextRange } from '../../../base/textRange';
import type { DbtRelation } from '../graph/dbtGraph';
import type { PlainValue } from '../jinja/jinjaValue';
import type { JinjaWord } from '../jinja/jinjaWords';

/** What an expression of a template can be here. A relation is what `ref`, `source` and `this` give. */
export type StaticValue =
  | { readonly kind: 'plain'; readonly value: PlainValue }
  | { readonly kind: 'relation'; readonly relation: DbtRelation };

/** What the template may use: names without arguments, and calls. Both throw `CannotEvaluate` for what they do not know. */
export interface Scope {
  readonly name: (path: readonly string[], range: TextRange) => StaticValue;
  readonly call: (name: string, given: GivenArguments, range: TextRange) => StaticValue;
}

export interface GivenArguments {
  readonly places: readonly StaticValue[];
  readonly names: ReadonlyMap<string, StaticValue>;
}

/** An expression that is not known before dbt runs; it never leaves this folder. */
export class CannotEvaluate extends Error {
  constructor(
    readonly reason: string,
    readonly range: TextRange,
  ) {
    super(reason);
  }
}

/**
 * The value of an expression: literals, names, attributes, calls, `==`, `!=`, `in`, `not`, `and`, `or`, `~` and `a if b else c`.
 * @throws CannotEvaluate for everything else; filters, tests and arithmetic are dbt's
 */
export function evaluate(words: readonly JinjaWord[], scope: Scope, whole: TextRange): StaticValue {
  const reader: Reader = { words, at: 0, scope, whole, depth: 0 };
  const value = conditional(reader);
  const rest = words[reader.at];
  if (rest !== undefined) {
    throw new CannotEvaluate(`“${rest.text}” is left to dbt.`, rest);
  }
  return value;
}

export function plain(value: PlainValue): StaticValue {
  return { kind: 'plain', value };
}

/** Whether Python takes a value for true. */
export function isTrue(value: StaticValue): boolean {
  if (value.kind === 'relation') {
    return true;
  }
  return Array.isArray(value.value) ? value.value.length > 0 : Boolean(value.value);
}

interface Reader {
  readonly words: readonly JinjaWord[];
  readonly scope: Scope;
  readonly whole: TextRange;
  at: number;
  depth: number;
}

/** Far from the end of the stack. */
const deepest = 100;

function conditional(reader: Reader): StaticValue {
  if (++reader.depth > deepest) {
    throw new CannotEvaluate('An expression this deep is left to dbt.', reader.whole);
  }
  const value = either(reader);
  if (!take(reader, 'name', 'if')) {
    reader.depth--;
    return value;
  }
  const condition = either(reader);
  const other = take(reader, 'name', 'else') ? conditional(reader) : plain('');
  reader.depth--;
  return isTrue(condition) ? value : other;
}

function either(reader: Reader): StaticValue {
  let value = both(reader);
  while (take(reader, 'name', 'or')) {
    const right = both(reader);
    value = isTrue(value) ? value : right;
  }
  return value;
}

function both(reader: Reader): StaticValue {
  let value = negated(reader);
  while (take(reader, 'name', 'and')) {
    const right = negated(reader);
    value = isTrue(value) ? right : value;
  }
  return value;
}

function negated(reader: Reader): StaticValue {
  let negations = 0;
  while (take(reader, 'name', 'not')) {
    negations++;
  }
  const value = comparison(reader);
  return negations === 0 ? value : plain(isTrue(value) === (negations % 2 === 0));
}

function comparison(reader: Reader): StaticValue {
  const left = joined(reader);
  if (take(reader, 'symbol', '==')) {
    return plain(equal(left, joined(reader)));
  }
  if (take(reader, 'symbol', '!=')) {
    return plain(!equal(left, joined(reader)));
  }
  const negative = reader.words[reader.at]?.text === 'not' && reader.words[reader.at + 1]?.text === 'in';
  reader.at += negative ? 1 : 0;
  if (take(reader, 'name', 'in')) {
    const list = joined(reader);
    if (list.kind === 'relation' || !Array.isArray(list.value)) {
      throw new CannotEvaluate('“in” is left to dbt for anything but a list.', reader.whole);
    }
    const items: readonly PlainValue[] = list.value;
    return plain(items.some((item) => equal(left, plain(item))) !== negative);
  }
  return left;
}

function joined(reader: Reader): StaticValue {
  let value = primary(reader);
  while (take(reader, 'symbol', '~')) {
    value = plain(printed(value, reader.whole) + printed(primary(reader), reader.whole));
  }
  return value;
}

function primary(reader: Reader): StaticValue {
  const word = reader.words[reader.at];
  if (word === undefined) {
    throw new CannotEvaluate('The expression is not complete.', reader.whole);
  }
  reader.at++;
  switch (word.kind) {
    case 'string':
      return plain(word.text);
    case 'number':
      return plain(Number(word.text.replaceAll('_', '')));
    case 'name':
      return named(reader, word);
    case 'symbol':
      return bracketed(reader, word);
  }
}

function bracketed(reader: Reader, word: JinjaWord): StaticValue {
  if (word.text === '(') {
    const value = conditional(reader);
    expect(reader, ')');
    return value;
  }
  if (word.text === '[') {
    const items: PlainValue[] = [];
    while (!take(reader, 'symbol', ']')) {
      const item = conditional(reader);
      if (item.kind === 'relation') {
        throw new CannotEvaluate('A list of relations is left to dbt.', word);
      }
      items.push(item.value);
      if (!take(reader, 'symbol', ',')) {
        expect(reader, ']');
        break;
      }
    }
    return plain(items);
  }
  throw new CannotEvaluate(`“${word.text}” is left to dbt.`, word);
}

function named(reader: Reader, first: JinjaWord): StaticValue {
  const path = [first.text];
  let end = first.end;
  while (reader.words[reader.at]?.text === '.' && reader.words[reader.at + 1]?.kind === 'name') {
    const part = reader.words[reader.at + 1];
    path.push(part?.text ?? '');
    end = part?.end ?? end;
    reader.at += 2;
  }
  if (!take(reader, 'symbol', '(')) {
    return reader.scope.name(path, { start: first.start, end });
  }
  const given = arguments_(reader);
  const close = reader.words[reader.at - 1];
  const range = { start: first.start, end: close?.end ?? end };
  const value = reader.scope.call(path.join('.'), given, range);
  return attributes(reader, value, range);
}

/** `ref('orders').identifier` */
function attributes(reader: Reader, value: StaticValue, range: TextRange): StaticValue {
  if (!take(reader, 'symbol', '.')) {
    return value;
  }
  const attribute = reader.words[reader.at]?.text ?? '';
  reader.at++;
  return relationAttribute(value, attribute, range);
}

/** The parts of a relation that a template can ask for. */
export function relationAttribute(value: StaticValue, attribute: string, range: TextRange): StaticValue {
  const { database, schema, name } =
    value.kind === 'relation' ? value.relation : { database: undefined, schema: '', name: '' };
  const part = {
    database,
    schema,
    ...{ identifier: name, name, table: name },
  }[attribute];
  if (value.kind !== 'relation' || part === undefined) {
    throw new CannotEvaluate(`“.${attribute}” is left to dbt.`, range);
  }
  return plain(part);
}

function arguments_(reader: Reader): GivenArguments {
  const places: StaticValue[] = [];
  const names = new Map<string, StaticValue>();
  while (!take(reader, 'symbol', ')')) {
    const name = reader.words[reader.at];
    if (name?.kind === 'name' && reader.words[reader.at + 1]?.text === '=') {
      reader.at += 2;
      names.set(name.text, conditional(reader));
    } else {
      places.push(conditional(reader));
    }
    if (!take(reader, 'symbol', ',')) {
      expect(reader, ')');
      break;
    }
  }
  return { places, names };
}

function take(reader: Reader, kind: JinjaWord['kind'], text: string): boolean {
  const word = reader.words[reader.at];
  const found = word?.kind === kind && word.text === text;
  reader.at += found ? 1 : 0;
  return found;
}

function expect(reader: Reader, symbol: string): void {
  if (!take(reader, 'symbol', symbol)) {
    const word = reader.words[reader.at];
    const reason = word ? `“${word.text}” is left to dbt.` : `A “${symbol}” is missing.`;
    throw new CannotEvaluate(reason, word ?? reader.whole);
  }
}

/** As Python compares: a number and a truth value are equal when they count the same. */
function equal(one: StaticValue, other: StaticValue): boolean {
  if (one.kind === 'relation' || other.kind === 'relation') {
    return false;
  }
  const left = typeof one.value === 'boolean' ? Number(one.value) : one.value;
  const right = typeof other.value === 'boolean' ? Number(other.value) : other.value;
  return Array.isArray(left) || Array.isArray(right)
    ? JSON.stringify(left) === JSON.stringify(right)
    : left === right;
}

/** What a value is in the text. @throws CannotEvaluate where Python would write it in a way of its own */
export function printed(value: StaticValue, range: TextRange): string {
  if (value.kind === 'relation') {
    return relationText(value.relation);
  }
  const written = value.value;
  if (typeof written === 'string') {
    return written;
  }
  if (typeof written === 'boolean') {
    return written ? 'True' : 'False';
  }
  if (written === null) {
    return 'None';
  }
  if (typeof written === 'number' && Number.isSafeInteger(written)) {
    return String(written);
  }
  throw new CannotEvaluate(
    `Writing this ${typeof written === 'number' ? 'number' : 'list'} is left to dbt.`,
    range,
  );
}

/** As dbt-postgres writes a relation: each part in quotes. */
function relationText({ database, schema, name }: DbtRelation): string {
  return [...(database === undefined ? [] : [database]), schema, name]
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}
