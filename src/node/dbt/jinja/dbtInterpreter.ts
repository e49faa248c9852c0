import { Environment, Interpreter } from '@huggingface/jinja';
import { JinjaFailure } from './jinjaScope';

export type JinjaValue = ReturnType<Interpreter['evaluate']>;
export type JinjaStatement = NonNullable<Parameters<Interpreter['evaluate']>[0]>;

/** What `as_number` and the like leave on a text until the whole value is put together. */
export type Marker = 'text' | 'native' | 'bool' | 'number';

const markerOf: ReadonlyMap<string, Marker> = new Map([
  ['as_text', 'text'],
  ['as_native', 'native'],
  ['as_bool', 'bool'],
  ['as_number', 'number'],
]);

/**
 * The interpreter of the library with dbt's filters, and with `int` and `float` as Python has them: `5432x` is no number.
 */
export class DbtInterpreter extends Interpreter {
  /** The markers by the values that carry them. */
  readonly markers = new WeakMap<object, Marker>();

  override evaluate(statement: JinjaStatement | undefined, scope: Environment): JinjaValue {
    const filter = statement && filterOf(statement);
    if (!filter) {
      return super.evaluate(statement, scope);
    }
    const marker = markerOf.get(filter.name);
    if (marker) {
      const marked = jinjaValue(textOf(this.evaluate(filter.operand, scope)));
      this.markers.set(marked, marker);
      return marked;
    }
    switch (filter.name) {
      case 'int':
      case 'float': {
        const number = numberOf(filter.name, this.evaluate(filter.operand, scope));
        const fallback = filter.args[0] && this.evaluate(filter.args[0], scope);
        return number === undefined ? (fallback ?? jinjaValue(0)) : jinjaValue(number);
      }
      case 'string':
        return jinjaValue(textOf(this.evaluate(filter.operand, scope)));
      case 'd':
      case 'default':
        return this.fallback(filter, scope);
      case 'title':
        return jinjaValue(titleOf(textOf(this.evaluate(filter.operand, scope))));
      case 'is_list':
        return jinjaValue(this.evaluate(filter.operand, scope).type === 'ArrayValue');
      default:
        return super.evaluate(statement, scope);
    }
  }

  private fallback({ operand, args }: Filter, scope: Environment): JinjaValue {
    const value = this.evaluate(operand, scope);
    const [otherwise, boolean] = args.map((each) => this.evaluate(each, scope));
    const isMissing = value.type === 'UndefinedValue' || (boolean?.value === true && !value.__bool__().value);
    return isMissing ? (otherwise ?? jinjaValue('')) : value;
  }
}

/** A value as Python prints it. */
export function textOf(value: JinjaValue): string {
  switch (value.type) {
    case 'NullValue':
      return 'None';
    case 'UndefinedValue':
      return '';
    case 'BooleanValue':
      return value.value === true ? 'True' : 'False';
    case 'StringValue':
    case 'IntegerValue':
    case 'FloatValue':
      return value.toString();
    default:
      throw new JinjaFailure('A list, a map or a function cannot stand in a text here.');
  }
}

export function jinjaValue(value: unknown): JinjaValue {
  return new Environment().set('value', value);
}

interface Filter {
  readonly name: string;
  readonly operand: JinjaStatement;
  readonly args: readonly JinjaStatement[];
}

/** A statement that is a filter on a value, with or without arguments. */
function filterOf(statement: JinjaStatement): Filter | undefined {
  if (statement.type !== 'FilterExpression') {
    return undefined;
  }
  const { operand, filter } = statement as unknown as FilterNode;
  if (filter.type === 'CallExpression') {
    return { name: String(filter.callee?.value), operand, args: filter.args ?? [] };
  }
  return { name: String(filter.value), operand, args: [] };
}

/** The part of the library's syntax tree that is used; it exports no types for it. */
interface FilterNode {
  readonly operand: JinjaStatement;
  readonly filter: {
    readonly type: string;
    readonly value?: unknown;
    readonly callee?: { readonly value?: unknown };
    readonly args?: readonly JinjaStatement[];
  };
}

/** Source: Jinja2, filters.py, do_title */
function titleOf(text: string): string {
  const words = text.split(/([-\s({[<]+)/);
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join('');
}

/** Source: Jinja2, filters.py, do_int and do_float */
function numberOf(filter: 'int' | 'float', value: JinjaValue): number | undefined {
  if (value.type === 'BooleanValue') {
    return value.value === true ? 1 : 0;
  }
  if (value.type === 'IntegerValue' || value.type === 'FloatValue') {
    const number = Number(value.value);
    return filter === 'int' ? Math.trunc(number) : number;
  }
  const text = value.type === 'StringValue' ? value.toString().trim() : '';
  if (/^[-+]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d+)?$/.test(text)) {
    const number = Number(text.replaceAll('_', ''));
    return filter === 'int' ? Math.trunc(number) : number;
  }
  return undefined;
}
