import { quoteQualified } from '../../sql/quote';
import type { RelationName } from '../relationName';
import type { ScaffoldStep } from '../scaffold';
import type { LakehouseTablesFacts } from './lakehouseTablesFacts';

/** A function in PL/pgSQL. */
export interface Routine {
  readonly name: RelationName;
  /** As they stand in CREATE FUNCTION, with names and defaults. */
  readonly arguments: string;
  /** As `pg_get_function_identity_arguments()` prints them. */
  readonly identity: string;
  readonly result: string;
  readonly body: string;
  /** Each as `name=value` in the form of `pg_proc.proconfig`, and as it is set. */
  readonly settings: readonly { readonly kept: string; readonly sql: string }[];
}

/** Makes the function, or brings one of the same name and arguments up to date; present where it is the same. */
export function routineStep(facts: LakehouseTablesFacts, routine: Routine, title: string): RoutineStep {
  const { schema, name } = routine.name;
  const found = facts.functions.find(
    (each) => each.schema === schema && each.name === name && each.arguments === routine.identity,
  );
  const self = quoteQualified(schema, name);
  const step = {
    title,
    sql: createSql(routine, found !== undefined),
    down: found ? [found.definition.trimEnd()] : [`DROP FUNCTION ${self}(${routine.identity})`],
  };
  if (found === undefined) {
    return { step, problem: undefined };
  }
  const same =
    found.source === routine.body &&
    found.language === 'plpgsql' &&
    found.result === routine.result &&
    [...found.settings].sort().join('\n') ===
      routine.settings
        .map(({ kept }) => kept)
        .sort()
        .join('\n');
  if (same) {
    return { step: { ...step, down: [], present: true }, problem: undefined };
  }
  const problem =
    found.result !== routine.result
      ? `There is a function ${self}(${routine.identity}) that returns ${found.result}. Rename it, or choose another name.`
      : found.mine
        ? undefined
        : `The function ${self} exists and belongs to ${found.owner}. Connect as its owner or a superuser, or choose another name.`;
  return { step, problem };
}

export interface RoutineStep {
  readonly step: ScaffoldStep;
  readonly problem: string | undefined;
}

/** What is not there yet is not replaced: what takes it back drops it. */
function createSql({ name, arguments: args, result, body, settings }: Routine, exists: boolean): string {
  const lines = [
    `CREATE ${exists ? 'OR REPLACE ' : ''}FUNCTION ${quoteQualified(name.schema, name.name)}(${args})`,
    `RETURNS ${result}`,
    'LANGUAGE plpgsql',
    ...settings.map(({ sql }) => `SET ${sql}`),
  ];
  return `${lines.join('\n')}\nAS ${dollarQuoted(body)}`;
}

/** Names of the user stand in a body, so the tag is one that the body does not hold. */
function dollarQuoted(body: string): string {
  let tag = '$body$';
  for (let count = 1; body.includes(tag); count++) {
    tag = `$body${String(count)}$`;
  }
  return `${tag}${body}${tag}`;
}
