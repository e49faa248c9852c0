import type { Cell } from '../../core/ports';
import {
  bindParameters,
  findParameters,
  parameterNumbers,
  type ParameterUse,
} from '../../core/query/parameters';
import { parameterTypes } from '../../core/query/parameterTypes';
import { type PlannedStatement, statementTitle } from '../../core/query/runPlan';
import type { PreparedRun } from '../query/statementGuards';
import type { AskParameters, WantedParameter } from './askParameters';
import type { ParameterMemory } from './parameterMemory';

export interface PrepareOptions {
  readonly memory: ParameterMemory;
  readonly ask: AskParameters;
  /** Ask only for what is not known from the last time. */
  readonly useLast: boolean;
}

/** The statements with the values of their parameters, which the user is asked for. Throws as `AskParameters`. */
export async function prepareParameters(
  run: PreparedRun,
  { memory, ask, useLast }: PrepareOptions,
): Promise<readonly PlannedStatement[]> {
  const found = run.statements.map((planned) => usesOf(planned));
  if (found.every((uses) => uses.length === 0)) {
    return run.statements;
  }
  const known = memory.of(run.uri);
  const keys = new Set(found.flat().map(({ key }) => key));
  const values =
    useLast && [...keys].every((key) => known.has(key))
      ? known
      : await ask({
          known,
          parameters: await wanted(run, found),
          isKept: (key) => memory.isKept(key),
          keep: (key, isKept) => memory.keep(key, isKept),
        });
  memory.note(run.uri, new Map([...values].filter(([key]) => keys.has(key))));
  return run.statements.map((planned, index) => withValues(planned, found[index] ?? [], values));
}

function usesOf({ text, isMetaCommand, sent }: PlannedStatement): readonly ParameterUse[] {
  return isMetaCommand || sent ? [] : findParameters(text);
}

function withValues(
  planned: PlannedStatement,
  uses: readonly ParameterUse[],
  values: ReadonlyMap<string, Cell>,
): PlannedStatement {
  return uses.length === 0 ? planned : { ...planned, sent: bindParameters(planned.text, uses, values) };
}

/** Each parameter once, in the order in which they stand in the text. */
async function wanted(
  { editor, statements }: PreparedRun,
  found: readonly (readonly ParameterUse[])[],
): Promise<readonly WantedParameter[]> {
  const parameters = new Map<string, WantedParameter>();
  for (const [index, uses] of found.entries()) {
    const text = statements[index]?.text ?? '';
    const types = uses.some(({ key }) => parameters.get(key)?.type === undefined)
      ? await inferredTypes(editor.session, text, uses)
      : new Map<string, string>();
    for (const { key, form } of uses) {
      const before = parameters.get(key);
      parameters.set(key, {
        key,
        type: before?.type ?? types.get(key),
        statement: before?.statement ?? statementTitle(text),
        isText: before?.isText === true || form === 'literal' || form === 'identifier',
      });
    }
  }
  return [...parameters.values()];
}

/** Texts are empty while the server is asked. With another name in the place of a table a statement means nothing, so it is not asked. */
async function inferredTypes(
  session: PreparedRun['editor']['session'],
  text: string,
  uses: readonly ParameterUse[],
): Promise<ReadonlyMap<string, string>> {
  if (uses.some(({ form }) => form === 'identifier')) {
    return new Map();
  }
  const sent = bindParameters(text, uses, new Map(uses.map(({ key }) => [key, ''])));
  const types = (await parameterTypes(session, sent.text)) ?? [];
  const numbers = [...parameterNumbers(uses)];
  return new Map(
    numbers.flatMap(([key, number]) => {
      const type = types[number - 1];
      return type === undefined ? [] : [[key, type]];
    }),
  );
}
