import type { TextRange } from '../../../base/textRange';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { refNode, sourceNode } from '../refs/graphNames';
import {
  CannotEvaluate,
  type GivenArguments,
  plain,
  relationAttribute,
  type Scope,
  type StaticValue,
} from './evaluate';
import type { StaticTarget } from './staticTarget';

interface Known {
  readonly graph: DbtGraph;
  readonly node: DbtNode | undefined;
  readonly target: StaticTarget;
}

/** What a model's template may use without dbt. `assume` is told what was taken for granted. */
export function templateScope(
  known: Known,
  variables: ReadonlyMap<string, StaticValue>,
  assume: (sentence: string) => void,
): Scope {
  return {
    name: (path, range) => nameValue(known, variables, path, range),
    call: (name, given, range) => {
      switch (name) {
        case 'ref':
          return refValue(known, given, range);
        case 'source':
          return sourceValue(known, given, range);
        case 'var':
          return variable(known, given, range);
        case 'config':
          return plain('');
        case 'is_incremental':
          assume('is_incremental() is taken as false, as in the first run.');
          return plain(false);
        default:
          throw new CannotEvaluate(`“${name}” is left to dbt.`, range);
      }
    },
  };
}

const constants: ReadonlyMap<string, StaticValue> = new Map([
  ['true', plain(true)],
  ['True', plain(true)],
  ['false', plain(false)],
  ['False', plain(false)],
  ['none', plain(null)],
  ['None', plain(null)],
]);

function nameValue(
  known: Known,
  variables: ReadonlyMap<string, StaticValue>,
  path: readonly string[],
  range: TextRange,
): StaticValue {
  const [first = '', attribute, ...more] = path;
  const variable = variables.get(first) ?? constants.get(first);
  if (more.length > 0) {
    throw new CannotEvaluate(`“${path.join('.')}” is left to dbt.`, range);
  }
  if (variable !== undefined) {
    return attribute === undefined ? variable : relationAttribute(variable, attribute, range);
  }
  if (first === 'this') {
    const self = thisValue(known, range);
    return attribute === undefined ? self : relationAttribute(self, attribute, range);
  }
  const part =
    first === 'target' && attribute !== undefined ? targetPart(known.target, attribute) : undefined;
  if (part === undefined) {
    throw new CannotEvaluate(`“${path.join('.')}” is left to dbt.`, range);
  }
  return plain(part);
}

function targetPart(target: StaticTarget, attribute: string): string | undefined {
  switch (attribute) {
    case 'name':
      return target.name;
    case 'type':
      return 'postgres';
    case 'schema':
      return target.schema;
    case 'database':
    case 'dbname':
      return target.database;
    case 'user':
      return target.user;
    case 'profile_name':
      return target.profile;
    default:
      return undefined;
  }
}

function thisValue({ node, target }: Known, range: TextRange): StaticValue {
  if (node?.relation === undefined) {
    throw new CannotEvaluate('What “this” is, only dbt knows here.', range);
  }
  return relationValue(node, target);
}

function refValue({ graph, target }: Known, given: GivenArguments, range: TextRange): StaticValue {
  const [first, second] = given.places.map(textOf);
  if (first === undefined || given.names.size > 0 || given.places.length > 2) {
    throw new CannotEvaluate('A “ref” of a version or of a name that is computed is left to dbt.', range);
  }
  const node = second === undefined ? refNode(graph, first) : refNode(graph, second, first);
  if (node === undefined) {
    throw new CannotEvaluate(
      `The project has no enabled model, seed or snapshot “${second ?? first}”.`,
      range,
    );
  }
  if (node.relation === undefined) {
    throw new CannotEvaluate(`“${node.name}” is ephemeral: dbt puts its query in here.`, range);
  }
  return relationValue(node, target);
}

function sourceValue({ graph, target }: Known, given: GivenArguments, range: TextRange): StaticValue {
  const [source, table] = given.places.map(textOf);
  if (source === undefined || table === undefined) {
    throw new CannotEvaluate('A “source” whose names are computed is left to dbt.', range);
  }
  const node = sourceNode(graph, source, table);
  if (node?.relation === undefined) {
    throw new CannotEvaluate(`The project has no source “${source}.${table}”.`, range);
  }
  return relationValue(node, target);
}

function relationValue(node: DbtNode, target: StaticTarget): StaticValue {
  const { database, schema, name } = node.relation ?? { database: undefined, schema: '', name: '' };
  return { kind: 'relation', relation: { database: database ?? target.database, schema, name } };
}

function variable({ target }: Known, given: GivenArguments, range: TextRange): StaticValue {
  const name = given.places[0] && textOf(given.places[0]);
  if (name === undefined) {
    throw new CannotEvaluate('A “var” whose name is computed is left to dbt.', range);
  }
  const value = target.vars.get(name);
  const fallback = given.places[1] ?? given.names.get('default');
  if (value === undefined && fallback === undefined) {
    throw new CannotEvaluate(`The variable “${name}” has no value in dbt_project.yml and no default.`, range);
  }
  return value === undefined ? (fallback ?? plain(null)) : plain(value);
}

function textOf(value: StaticValue): string | undefined {
  return value.kind === 'plain' && typeof value.value === 'string' ? value.value : undefined;
}
