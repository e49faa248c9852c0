import { isRecord, isString } from '../../../base/validate';
import type { Cell } from '../../ports';
import { UserError } from '../../../base/userError';
import { checkLensSetting, type Lens, type LensSetting } from '../lens';

/** How the name of a file with tests of row security ends. */
export const policyTestEnding = '.rls.yml';

/** What a statement must do. */
export type Expectation =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'values'; readonly values: readonly (readonly Cell[])[] }
  /** By a missing privilege or by a policy; by either unless told. */
  | { readonly kind: 'refused'; readonly by: 'privilege' | 'policy' | undefined }
  /** A constraint may stop it: row security is checked before. */
  | { readonly kind: 'allowed' }
  /** An SQLSTATE. */
  | { readonly kind: 'error'; readonly code: string };

export interface PolicyTest {
  readonly name: string;
  /** Where it stands in its file, from 0. */
  readonly line: number;
  readonly lens: Lens;
  readonly sql: string;
  readonly expect: Expectation;
}

export interface PolicyTestFile {
  /** SQL files that run before the tests in the same transaction, relative to this one. */
  readonly setup: readonly string[];
  readonly tests: readonly PolicyTest[];
}

export interface PolicyTestProblem {
  readonly line: number;
  readonly message: string;
}

/**
 * Reads what a file of tests holds: records, lists, texts and nulls. A test that is wrong is left out and told.
 * @param lineOf where the test with this index begins
 */
export function readPolicyTests(
  held: unknown,
  lineOf: (test: number) => number,
): { readonly value: PolicyTestFile; readonly problems: readonly PolicyTestProblem[] } {
  if (!isRecord(held) || !Array.isArray(held['tests'])) {
    const message = 'A file of row security tests has a list called tests.';
    return { value: { setup: [], tests: [] }, problems: [{ line: 0, message }] };
  }
  const problems: PolicyTestProblem[] = [];
  const { setup = [] } = held;
  const files = Array.isArray(setup) ? setup : [setup];
  if (!files.every(isString)) {
    problems.push({ line: 0, message: 'setup is a list of SQL files.' });
  }
  const tests = held['tests'].flatMap((each: unknown, index) => {
    const line = lineOf(index);
    try {
      return [readTest(each, index, line)];
    } catch (error) {
      if (!(error instanceof UserError)) {
        throw error;
      }
      problems.push({ line, message: error.message });
      return [];
    }
  });
  return { value: { setup: files.filter(isString), tests }, problems };
}

function readTest(held: unknown, index: number, line: number): PolicyTest {
  if (!isRecord(held)) {
    throw new UserError('A test has the keys as, sql and expect.');
  }
  const unknown = Object.keys(held).find((key) => !testKeys.has(key));
  if (unknown !== undefined) {
    throw new UserError(`A test has no key ${unknown}. It has ${[...testKeys].join(', ')}.`);
  }
  const { as: role, sql, name } = held;
  if (!isString(role) || role === '') {
    throw new UserError('A test names its role by the key as.');
  }
  if (!isString(sql) || sql.trim() === '') {
    throw new UserError('A test has one statement, under the key sql.');
  }
  const text = sql.trim().replace(/;\s*$/, '');
  return {
    name: isString(name) && name !== '' ? name : `${index + 1}: ${text.split('\n')[0] ?? ''}`,
    line,
    lens: { role, settings: readSettings(held['settings']) },
    sql: text,
    expect: readExpectation(held['expect']),
  };
}

const testKeys: ReadonlySet<string> = new Set(['name', 'as', 'settings', 'sql', 'expect']);

function readSettings(held: unknown): readonly LensSetting[] {
  if (held === undefined || held === null) {
    return [];
  }
  if (!isRecord(held)) {
    throw new UserError('settings are names with values, such as app.tenant: 7.');
  }
  return Object.entries(held).map(([name, value]) => {
    checkLensSetting(name);
    if (!isString(value)) {
      throw new UserError(`The setting ${name} needs a value. Write '' for an empty one.`);
    }
    return { name, value };
  });
}

function readExpectation(held: unknown): Expectation {
  if (held === 'refused') {
    return { kind: 'refused', by: undefined };
  }
  if (held === 'allowed') {
    return { kind: 'allowed' };
  }
  const [entry, ...others] = Object.entries(isRecord(held) ? held : {});
  const [key, value] = entry ?? [];
  if (others.length === 0) {
    if (key === 'rows' && isString(value) && /^\d+$/.test(value)) {
      return { kind: 'rows', rows: Number(value) };
    }
    if (key === 'refused' && (value === 'privilege' || value === 'policy')) {
      return { kind: 'refused', by: value };
    }
    if (key === 'error' && isString(value) && /^[0-9A-Z]{5}$/.test(value)) {
      return { kind: 'error', code: value };
    }
    if (key === 'values' && isTable(value)) {
      return { kind: 'values', values: value };
    }
  }
  throw new UserError(
    'expect is one of refused, allowed, rows: 3, values: [[1, a]], refused: policy, refused: privilege, error: 22P02.',
  );
}

function isTable(value: unknown): value is readonly (readonly Cell[])[] {
  return (
    Array.isArray(value) &&
    value.every(
      (row: unknown) => Array.isArray(row) && row.every((cell: unknown) => cell === null || isString(cell)),
    )
  );
}
