import { Environment } from '@huggingface/jinja';
import type { JinjaContext, JinjaWorld } from './jinjaMessages';

/** Jinja that cannot be rendered, with a sentence that holds no value of the environment. */
export class JinjaFailure extends Error {
  constructor(
    message: string,
    readonly missing: readonly string[] = [],
  ) {
    super(message);
    this.name = 'JinjaFailure';
  }
}

/** What a template of dbt can use: `env_var`, `var`, `target` and a few functions. */
export function jinjaScope(world: JinjaWorld, context: JinjaContext, used: Set<string>): Environment {
  const scope = new Environment();
  const constants: Readonly<Record<string, unknown>> = {
    true: true,
    false: false,
    none: null,
    True: true,
    False: false,
    None: null,
  };
  for (const [name, value] of Object.entries(constants)) {
    scope.set(name, value);
  }
  scope.set('env_var', (...args: readonly unknown[]) => environmentVariable(world, context, used, args));
  scope.set('var', (...args: readonly unknown[]) => projectVariable(world, args));
  scope.set('range', (...args: readonly unknown[]) => range(args.map(Number)));
  scope.set('log', () => '');
  scope.set('print', () => '');
  scope.set('invocation_id', '00000000-0000-0000-0000-000000000000');
  if (context === 'project' && world.target) {
    scope.set('target', world.target);
  }
  return scope;
}

/** What stands for a secret until everything is rendered, so that no filter works on it. Source: dbt/constants.py */
export function secretPlaceholder(name: string): string {
  return `$$$DBT_SECRET_START$$$${name}$$$DBT_SECRET_END$$$`;
}

export const secretPrefix = 'DBT_ENV_SECRET';

/** @throws JinjaFailure as dbt does */
function environmentVariable(
  world: JinjaWorld,
  context: JinjaContext,
  used: Set<string>,
  args: readonly unknown[],
): unknown {
  const { positional, named } = splitArguments(args);
  const name = positional[0] ?? named.get('var');
  const fallback = positional[1] ?? named.get('default');
  if (typeof name !== 'string') {
    throw new JinjaFailure('env_var needs the name of a variable as text.');
  }
  const isSecret = name.startsWith(secretPrefix);
  if (isSecret && context === 'project') {
    throw new JinjaFailure(
      `The variable ${name} is a secret, and dbt allows secrets only in profiles.yml and packages.yml.`,
    );
  }
  used.add(name);
  const value = variableOf(world.environment, name);
  if (value !== undefined) {
    return isSecret ? secretPlaceholder(name) : value;
  }
  if (fallback === undefined || fallback === null) {
    throw new JinjaFailure(`The environment variable ${name} is not set and has no default.`, [name]);
  }
  return fallback;
}

/** Windows does not tell capitals from small letters in the names of variables. */
function variableOf(environment: JinjaWorld['environment'], name: string): string | undefined {
  if (Object.hasOwn(environment, name) || process.platform !== 'win32') {
    return Object.hasOwn(environment, name) ? environment[name] : undefined;
  }
  const found = Object.keys(environment).find((each) => each.toUpperCase() === name.toUpperCase());
  return found === undefined ? undefined : environment[found];
}

function projectVariable(world: JinjaWorld, args: readonly unknown[]): unknown {
  const { positional, named } = splitArguments(args);
  const name = positional[0] ?? named.get('var_name');
  if (typeof name !== 'string') {
    throw new JinjaFailure('var needs the name of a variable as text.');
  }
  if (Object.hasOwn(world.vars, name)) {
    return world.vars[name];
  }
  if (positional.length > 1 || named.has('default')) {
    return positional[1] ?? named.get('default') ?? null;
  }
  throw new JinjaFailure(
    `The variable ${name} of var() is not given: here only what --vars gives on the command line counts.`,
  );
}

/** Named arguments come as a map at the end. */
function splitArguments(args: readonly unknown[]): {
  readonly positional: readonly unknown[];
  readonly named: ReadonlyMap<string, unknown>;
} {
  const last = args.at(-1);
  if (!(last instanceof Map)) {
    return { positional: args, named: new Map() };
  }
  const named = new Map<string, unknown>();
  for (const [key, value] of last as ReadonlyMap<string, unknown>) {
    named.set(key, typeof value === 'object' && value !== null && 'value' in value ? value.value : value);
  }
  return { positional: args.slice(0, -1), named };
}

function range(numbers: readonly number[]): number[] {
  const [start = 0, end = 0, step = 1] = numbers.length === 1 ? [0, numbers[0]] : numbers;
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (!Number.isFinite(length) || length > 100_000) {
    throw new JinjaFailure('The range is too large: Jinja takes at most 100,000 values.');
  }
  return Array.from({ length }, (_, index) => start + index * step);
}
