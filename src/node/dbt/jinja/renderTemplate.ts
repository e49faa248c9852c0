import { type Environment, parse, tokenize } from '@huggingface/jinja';
import {
  DbtInterpreter,
  type JinjaStatement,
  type JinjaValue,
  jinjaValue,
  type Marker,
  textOf,
} from './dbtInterpreter';
import type { JinjaOutcome, JinjaTemplate, JinjaWorld } from './jinjaMessages';
import { JinjaFailure, jinjaScope, secretPlaceholder, secretPrefix } from './jinjaScope';
import { pythonLiteral } from './pythonLiteral';

/** Renders as dbt renders profiles.yml and dbt_project.yml. It never throws, and hands back no secret. */
export function renderTemplate(template: JinjaTemplate, world: JinjaWorld): JinjaOutcome {
  const used = new Set<string>();
  let value: unknown;
  try {
    value = nativeValue(template, world, used);
  } catch (error) {
    return failure(error, template.text);
  }
  const variables = [...used];
  if (isScalar(value)) {
    const holdsSecret = typeof value === 'string' && value.includes(secretPlaceholder('').slice(0, 12));
    if (template.secret || holdsSecret) {
      const text = typeof value === 'string' ? withSecrets(value, world) : value;
      const type = typeof value === 'string' || typeof value === 'number' ? typeof value : 'other';
      return {
        kind: 'secret',
        type: type as 'string' | 'number' | 'other',
        empty: text === '',
        variables,
      };
    }
    return { kind: 'value', value, variables };
  }
  return { kind: 'structure' };
}

/**
 * The secret itself. Only `readTargetPassword` may ask for it. Jinja that does not render is the password as it stands, as
 * dbt takes it, where the field is called `password`.
 * @throws JinjaFailure
 */
export function renderSecret(text: string, world: JinjaWorld): string {
  const value = nativeValue({ text, context: 'profile', secret: true }, world, new Set());
  if (!isScalar(value) || value === null) {
    throw new JinjaFailure('The password is no text.');
  }
  return typeof value === 'string' ? withSecrets(value, world) : String(value);
}

function failure(error: unknown, text: string): JinjaOutcome {
  if (error instanceof JinjaFailure) {
    return { kind: 'failed', message: error.message, missing: error.missing, doubtful: false };
  }
  // The library's own messages quote values, and a value may be a secret.
  const message =
    error instanceof SyntaxError
      ? 'The Jinja of this value is not complete: a bracket, a quote or a name is missing.'
      : 'The Jinja of this value does not render: a function, a filter or an operation in it does not exist or does not fit.';
  if (ownPython.test(text)) {
    const doubt = 'The Jinja of this value uses what only dbt itself can do, so it is not checked.';
    return { kind: 'failed', message: doubt, missing: [], doubtful: true };
  }
  return { kind: 'failed', message, missing: [], doubtful: false };
}

/** What real Jinja and dbt have and we have not: it may well render there. */
const ownPython =
  /%-?\s*raw|['"]\s*%|\b(?:fromjson|tojson|fromyaml|toyaml|modules|flags|run_started_at|zip|set|zip_strict|set_strict|local_md5|dbt_version|thread_id|dbt_metadata_envs|invocation_args_dict|context|builtins|return|exceptions)\b|\|\s*(?:attr|batch|center|dictsort|e|escape|filesizeformat|first|forceescape|format|groupby|indent|last|list|map|max|min|pprint|random|reject|rejectattr|reverse|round|safe|select|selectattr|slice|sort|striptags|sum|title|tojson|truncate|unique|urlencode|urlize|wordcount|wordwrap|xmlattr|items|count)\b/;

function nativeValue({ text, context }: JinjaTemplate, world: JinjaWorld, used: Set<string>): unknown {
  let body: readonly JinjaStatement[];
  try {
    body = parse(tokenize(text.replace(/\r?\n$/, ''), {})).body;
  } catch {
    throw new SyntaxError('The template cannot be read.');
  }
  const scope = jinjaScope(world, context, used);
  const interpreter = new DbtInterpreter(scope);
  const values = body.flatMap((statement) => nodesOf(statement, interpreter, scope));
  const [first] = values;
  if (!first) {
    return '';
  }
  if (values.length > 1) {
    return values.map(textOf).join('');
  }
  return alone(first, interpreter.markers.get(first));
}

/** What a statement yields, each piece by itself: only a value that stands alone keeps its type. */
function nodesOf(
  statement: JinjaStatement,
  interpreter: DbtInterpreter,
  scope: Environment,
): readonly JinjaValue[] {
  switch (statement.type) {
    case 'If': {
      const { test, body, alternate } = statement as unknown as IfNode;
      const branch = interpreter.evaluate(test, scope).__bool__().value ? body : alternate;
      return branch.flatMap((each) => nodesOf(each, interpreter, scope));
    }
    case 'Comment':
      return [];
    case 'Set':
    case 'Macro':
      interpreter.evaluate(statement, scope);
      return [];
    default:
      return [piece(statement, interpreter, scope)];
  }
}

/** Jinja makes text of what it knows before it renders, but for what a filter of dbt has marked. */
function piece(statement: JinjaStatement, interpreter: DbtInterpreter, scope: Environment): JinjaValue {
  const value = interpreter.evaluate(statement, scope);
  const isText = value.type !== 'UndefinedValue' && !interpreter.markers.has(value);
  return isText && isConstant(statement) ? jinjaValue(textOf(value)) : value;
}

const constantNames: ReadonlySet<unknown> = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

function isConstant(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || !('type' in node)) {
    return true;
  }
  const { type, ...parts } = node as { readonly type: unknown } & Readonly<Record<string, unknown>>;
  if (type === 'Identifier') {
    return constantNames.has(parts.value);
  }
  if (type === 'FilterExpression') {
    return isConstant(parts.operand);
  }
  return !/Call|Member|Array|Object|Tuple/.test(String(type)) && Object.values(parts).every(isConstant);
}

/** The part of the library's syntax tree that is used; it exports no types for it. */
interface IfNode {
  readonly test: JinjaStatement;
  readonly body: readonly JinjaStatement[];
  readonly alternate: readonly JinjaStatement[];
}

/** Source: dbt_common/clients/jinja.py, quoted_native_concat */
function alone(value: JinjaValue, marker: Marker | undefined): unknown {
  if (marker === undefined) {
    if (value.type === 'UndefinedValue') {
      throw new JinjaFailure('A name in this Jinja is not known in this file.');
    }
    return value.value;
  }
  const text = textOf(value);
  if (marker === 'text') {
    return text;
  }
  const literal = pythonLiteral(text);
  const result = literal ? literal.value : text;
  if (marker === 'bool' && typeof result !== 'boolean') {
    throw new JinjaFailure('What as_bool gets is neither True nor False.');
  }
  if (marker === 'number' && typeof result !== 'number') {
    throw new JinjaFailure('What as_number gets is no number.');
  }
  return result;
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Puts the secrets in the place of what stood for them. */
function withSecrets(text: string, { environment }: JinjaWorld): string {
  return Object.entries(environment)
    .filter(([name]) => name.startsWith(secretPrefix))
    .reduce((rest, [name, value]) => rest.replaceAll(secretPlaceholder(name), () => value), text);
}
