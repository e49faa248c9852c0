import { isRecord } from '../../../../base/validate';
import { list } from '../nodeConfig';

/** A generic test as a properties file gives it: its name, its arguments and its own settings. */
export interface GenericTest {
  /** With its package, such as `dbt_utils.expression_is_true`. */
  readonly test: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  /** Given with `name:`. */
  readonly name: string | undefined;
}

const settings: ReadonlySet<string> = new Set([
  ...[
    'name',
    'description',
    'config',
    'tags',
    'severity',
    'enabled',
    'where',
    'limit',
    'warn_if',
    'error_if',
  ],
  ...['fail_calc', 'store_failures', 'store_failures_as', 'meta', 'database', 'schema', 'alias', 'group'],
]);

/** `- unique`, `- accepted_values: {…}` and `- { test_name: unique, … }`; undefined for anything else. */
export function readGenericTest(value: unknown): GenericTest | undefined {
  if (typeof value === 'string') {
    return { test: value, arguments: {}, enabled: true, name: undefined };
  }
  if (!isRecord(value)) {
    return undefined;
  }
  const named = typeof value['test_name'] === 'string' ? value['test_name'] : undefined;
  const [test = '', inner] = named === undefined ? (Object.entries(value)[0] ?? []) : [named, value];
  const given = isRecord(inner) ? inner : {};
  const rest = Object.entries(given).filter(
    ([key]) => !settings.has(key) && key !== 'arguments' && key !== 'test_name',
  );
  const config = isRecord(given['config']) ? given['config'] : {};
  return {
    test,
    arguments: { ...Object.fromEntries(rest), ...(isRecord(given['arguments']) ? given['arguments'] : {}) },
    enabled: config['enabled'] !== false && given['enabled'] !== false,
    name: typeof given['name'] === 'string' ? given['name'] : undefined,
  };
}

/**
 * The name that dbt gives to a generic test. Its id has ten more characters, which dbt makes of its arguments. Source:
 * dbt/parser/generic_test_builders.py, synthesize_generic_test_names.
 * @param of the model, or the source and its table with `_` between
 */
export function genericTestName(
  { test, arguments: given, name }: GenericTest,
  of: string,
  column: string | undefined,
  isSource: boolean,
): string {
  if (name !== undefined) {
    return name;
  }
  const all: Readonly<Record<string, unknown>> =
    column === undefined ? given : { ...given, column_name: column };
  const parts = Object.keys(all)
    .sort()
    .flatMap((key) => partsOf(all[key]))
    .map((part) => part.replace(/[^0-9a-zA-Z_]+/g, '_'));
  const [own = '', namespace] = test.split('.').toReversed();
  const type = `${namespace === undefined ? '' : `${namespace}_`}${isSource ? 'source_' : ''}${own}`;
  return `${type}_${of}_${parts.join('__')}`;
}

function partsOf(value: unknown): readonly string[] {
  const parts = Array.isArray(value) ? list(value) : isRecord(value) ? Object.values(value) : [value];
  return parts.map(pythonText);
}

/** As Python's str() writes it. */
function pythonText(value: unknown): string {
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value);
  }
  return value === null || value === undefined ? 'None' : JSON.stringify(value);
}
