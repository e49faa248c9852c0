import type {
  PlanDocument,
  PlannedStatement,
  PlanNode,
  PlanResult,
  PlanSetting,
  PlanTrigger,
  SortUse,
  TargetTable,
} from '../../planModel';
import { anonymiseExpression, anonymiseProperties } from './anonymiseProperty';
import { anonymiseSql } from './anonymiseSql';
import { builtInFunctions } from './builtInFunctions';
import { type NameKind, Pseudonyms } from './pseudonyms';

export interface AnonymousPlan {
  readonly document: PlanDocument;
  /** The statement with the same names, where it was known. */
  readonly statement: string | undefined;
}

/**
 * A plan and its statement without any name or constant of the database: relations, columns, indexes, functions of one's
 * own and values get other names, the same everywhere. Kinds of nodes, PostgreSQL's own functions and all figures stay.
 */
export function anonymisePlan(document: PlanDocument, statement?: string): AnonymousPlan {
  const names = new Pseudonyms();
  document.results.forEach((result) => collect(result, names));
  return {
    document: { results: document.results.map((result) => anonymousResult(result, names)) },
    statement: statement === undefined ? undefined : anonymiseSql(statement, names, 'statement'),
  };
}

/** Names whose kind is known come first, so that they are called after it wherever they stand. */
function collect(result: PlanResult, names: Pseudonyms): void {
  if (result.kind !== 'plan') {
    return;
  }
  for (const node of result.nodes) {
    anonymousNames(node, names);
  }
  for (const { schema, relation } of result.triggers) {
    named(schema, 'schema', names);
    named(relation, 'table', names);
  }
}

function named(name: string | undefined, kind: NameKind, names: Pseudonyms): string | undefined {
  return name === undefined ? undefined : names.of(name, kind);
}

function anonymousNames(node: PlanNode, names: Pseudonyms) {
  const { schema, functionName, tableFunctionName, subplanName } = node;
  const isOwnFunction = functionName !== undefined && !builtInFunctions.has(functionName);
  return {
    schema: schema === 'pg_catalog' ? schema : named(schema, 'schema', names),
    relation: named(node.relation, 'table', names),
    indexName: named(node.indexName, 'index', names),
    cteName: named(node.cteName, 'cte', names),
    functionName: isOwnFunction ? named(functionName, 'function', names) : functionName,
    tableFunctionName:
      tableFunctionName === undefined || builtInFunctions.has(tableFunctionName)
        ? tableFunctionName
        : names.of(tableFunctionName, 'function'),
    tuplestoreName: named(node.tuplestoreName, 'table', names),
    alias: aliasOf(node, names),
    customPlanProvider: named(node.customPlanProvider, 'word', names),
    targets: node.targets.map((target) => anonymousTarget(target, names)),
    subplanName: subplanName === undefined ? undefined : subplan(subplanName, names),
  };
}

/** Scans of VALUES and of the parts of a UNION get such names from the server; a function is its own alias. */
function aliasOf(
  { alias, functionName, tableFunctionName }: PlanNode,
  names: Pseudonyms,
): string | undefined {
  const isServers = alias !== undefined && /^\*[A-Z]+\*(?: \d+)?$/.test(alias);
  const isFunctions = alias !== undefined && (alias === functionName || alias === tableFunctionName);
  return isServers || (isFunctions && builtInFunctions.has(alias)) ? alias : named(alias, 'alias', names);
}

function anonymousTarget({ schema, relation, alias }: TargetTable, names: Pseudonyms): TargetTable {
  return {
    schema: named(schema, 'schema', names),
    relation: names.of(relation, 'table'),
    alias: named(alias, 'alias', names),
  };
}

function subplan(name: string, names: Pseudonyms): string {
  const cte = /^CTE (.*)$/s.exec(name)?.[1];
  if (cte !== undefined) {
    return `CTE ${names.of(cte, 'cte')}`;
  }
  return /^(?:InitPlan|SubPlan) (?:(?:expr|exists|any|array|minmax|rowcompare|multiexpr)_)?\d+(?: \(returns [$\d, ]+\))?$/.test(
    name,
  )
    ? name
    : `SubPlan ${names.of(name, 'word')}`;
}

function anonymousResult(result: PlanResult, names: Pseudonyms): PlanResult {
  if (result.kind === 'utility') {
    return {
      kind: 'utility',
      text: utilities.has(result.text) ? result.text : names.of(result.text, 'word'),
    };
  }
  return anonymousStatement(result, names);
}

const utilities: ReadonlySet<string> = new Set([
  ...['Notify', 'Utility Statement', 'CREATE TABLE AS', 'CREATE MATERIALIZED VIEW', 'Create Table As'],
]);

function anonymousStatement(statement: PlannedStatement, names: Pseudonyms): PlannedStatement {
  const { jit, queryText } = statement;
  return {
    ...statement,
    nodes: statement.nodes.map((node) => anonymousNode(node, names)),
    triggers: statement.triggers.map((trigger) => anonymousTrigger(trigger, names)),
    settings: statement.settings.map((setting) => anonymousSetting(setting, names)),
    jit: jit && { ...jit, options: anonymiseProperties(jit.options, names) },
    queryText: queryText === undefined ? undefined : anonymiseSql(queryText, names, 'statement'),
    // It is the same for everybody who runs the same statement on the same relations.
    queryIdentifier: undefined,
    serialization: statement.serialization && {
      ...statement.serialization,
      format: wordOf(statement.serialization.format, names),
    },
    other: anonymiseProperties(statement.other, names),
  };
}

function anonymousNode(node: PlanNode, names: Pseudonyms): PlanNode {
  return {
    ...node,
    ...anonymousNames(node, names),
    relationship: wordOf(node.relationship, names),
    strategy: wordOf(node.strategy, names),
    partialMode: wordOf(node.partialMode, names),
    operation: wordOf(node.operation, names),
    joinType: wordOf(node.joinType, names),
    command: wordOf(node.command, names),
    scanDirection: wordOf(node.scanDirection, names),
    sort: node.sort && anonymousSort(node.sort, names),
    sortGroups: node.sortGroups.map((groups) => ({
      ...groups,
      methods: groups.methods.map((method) => wordOf(method, names) ?? ''),
    })),
    paramsEvaluated: node.paramsEvaluated.map((param) => anonymiseExpression(param, names)),
    workers: node.workers.map((worker) => ({
      ...worker,
      sort: worker.sort && anonymousSort(worker.sort, names),
      other: anonymiseProperties(worker.other, names),
    })),
    other: anonymiseProperties(node.other, names),
  };
}

function anonymousSort(sort: SortUse, names: Pseudonyms): SortUse {
  return { ...sort, method: wordOf(sort.method, names) ?? '', spaceType: wordOf(sort.spaceType, names) };
}

/** The server's own words stay; what else stands in their place is a word of somebody's. */
function wordOf(word: string | undefined, names: Pseudonyms): string | undefined {
  return word === undefined || serverWords.has(word) ? word : names.of(word, 'word');
}

const serverWords: ReadonlySet<string> = new Set([
  ...['Outer', 'Inner', 'Member', 'Subquery', 'SubPlan', 'InitPlan', 'children'],
  ...['Plain', 'Sorted', 'Hashed', 'Mixed', 'Simple', 'Partial', 'Finalize'],
  ...['Insert', 'Update', 'Delete', 'Merge', 'Select', 'Forward', 'Backward', 'NoMovement'],
  ...['Left', 'Full', 'Right', 'Semi', 'Anti', 'Right Anti', 'Right Semi'],
  ...['Intersect', 'Intersect All', 'Except', 'Except All', 'Memory', 'Disk', 'text', 'binary', 'none'],
  ...['quicksort', 'top-N heapsort', 'external merge', 'external sort', 'still in progress'],
]);

function anonymousTrigger(trigger: PlanTrigger, names: Pseudonyms): PlanTrigger {
  const constraint = named(trigger.constraint, 'constraint', names);
  return {
    ...trigger,
    constraint,
    name: trigger.name === trigger.constraint ? (constraint ?? '') : names.of(trigger.name, 'trigger'),
    schema: named(trigger.schema, 'schema', names),
    relation: named(trigger.relation, 'table', names),
  };
}

/** Settings of an extension or of one's own have a dot; a value stays when it is a figure or a plain choice. */
function anonymousSetting({ name, value }: PlanSetting, names: Pseudonyms): PlanSetting {
  const isPlain = /^(?:on|off|auto|-?\d+(?:\.\d+)?(?:e[-+]?\d+)? ?(?:B|kB|MB|GB|TB|us|ms|s|min|h|d)?)$/.test(
    value,
  );
  return {
    name: /^[a-z_]+$/.test(name) && plannerSettings.test(name) ? name : names.of(name, 'setting'),
    value: isPlain ? value : names.constant(value).slice(1, -1),
  };
}

const plannerSettings =
  /^(?:enable_|jit|geqo|parallel_|max_parallel_|min_parallel_|cpu_|(?:seq|random)_page_cost$|.*_mem$|.*_collapse_limit$|effective_|hash_mem|cursor_tuple|constraint_exclusion$|default_statistics|plan_cache_mode$|search_path$|temp_buffers$|debug_parallel|force_parallel|recursive_worktable)/;
