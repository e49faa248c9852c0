import { columnsOf, conjunctsOf, unqualifiedText } from '../plan/advice/conditions/expression';
import { parseCondition } from '../plan/advice/conditions/parseCondition';
import type { PlannedStatement, PlanNode } from '../plan/planModel';

/** A condition that stands in the plan with policies only. */
export interface PolicyCondition {
  /** As the server writes it. */
  readonly text: string;
  /** Where it is tested, such as `core.loans`; partitions share a condition. Empty for a condition on the whole. */
  readonly relations: readonly string[];
  /** What its sub-plans compute, such as `InitPlan 1 is current_setting('app.tenant')`. */
  readonly computed: readonly string[];
}

/** The difference of the filters: what is tested with the policies and not without, in the order of the plan. */
export function policyConditions(
  withPolicies: PlannedStatement,
  withoutPolicies: PlannedStatement,
): readonly PolicyCondition[] {
  const left = new Map<string, number>();
  for (const { key } of conditionsOf(withoutPolicies)) {
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  const found = new Map<string, { readonly text: string; readonly relations: Set<string> }>();
  for (const { key, text, same, relation } of conditionsOf(withPolicies)) {
    const rest = left.get(key) ?? 0;
    if (rest > 0) {
      left.set(key, rest - 1);
      continue;
    }
    const condition = found.get(same) ?? { text, relations: new Set<string>() };
    found.set(same, condition);
    if (relation !== undefined) {
      condition.relations.add(relation);
    }
  }
  const outputs = subplanOutputs(withPolicies);
  return [...found.values()].map(({ text, relations }) => ({
    text,
    relations: [...relations],
    computed: outputs.filter(({ name }) => name.test(text)).map(({ words }) => words),
  }));
}

interface Condition {
  readonly text: string;
  readonly relation: string | undefined;
  /** The same condition has the same one, on every relation and with every number of its sub-plans. */
  readonly same: string;
  /** The same condition at the same relation. */
  readonly key: string;
}

/** A policy tests rows of its own relation, so what joins relations is not looked at. */
const conditionNames: ReadonlySet<string> = new Set([
  ...['Filter', 'Index Cond', 'Recheck Cond', 'TID Cond', 'One-Time Filter'],
]);

function conditionsOf({ nodes }: PlannedStatement): readonly Condition[] {
  return nodes.filter(({ nodeType }) => nodeType !== 'Bitmap Index Scan').flatMap(conditionsOfNode);
}

/** A bitmap scan repeats the conditions of its index as those to recheck. */
function conditionsOfNode(node: PlanNode): readonly Condition[] {
  const { relation: name, schema, other } = node;
  const relation = name === undefined || schema === undefined ? name : `${schema}.${name}`;
  return other
    .filter(({ name: property }) => conditionNames.has(property))
    .flatMap(({ value }) => (typeof value === 'string' ? [value] : value))
    .flatMap(splitCondition)
    .filter(({ aliases }) => aliases.every((alias) => alias === undefined || alias === node.alias))
    .map(({ text, plain }) => {
      const same = plain.replace(/\$\d+|\b(?:InitPlan|SubPlan|CTE) \d+/g, '$');
      return { text, relation, same, key: JSON.stringify([relation, node.alias, same]) };
    });
}

interface ConditionPart {
  readonly text: string;
  /** Without the aliases before its columns. */
  readonly plain: string;
  readonly aliases: readonly (string | undefined)[];
}

/** The parts that must all hold; what is not understood stays whole. */
function splitCondition(text: string): readonly ConditionPart[] {
  const parsed = parseCondition(text);
  return parsed === undefined
    ? [{ text, plain: text, aliases: [] }]
    : conjunctsOf(parsed).map((part) => ({
        text: text.slice(part.start, part.end),
        plain: unqualifiedText(part, text),
        aliases: columnsOf(part).map(({ alias }) => alias),
      }));
}

interface SubplanOutput {
  /** How a condition refers to it: by its parameter up to 16, by its name from 17 on. */
  readonly name: RegExp;
  readonly words: string;
}

function subplanOutputs({ nodes }: PlannedStatement): readonly SubplanOutput[] {
  return nodes.flatMap((node) => {
    const [, name, number, parameter] =
      /^((?:InitPlan|SubPlan) (\d+))(?: \(returns (\$\d+)\))?$/.exec(node.subplanName ?? '') ?? [];
    const output = node.other.find((property) => property.name === 'Output')?.value;
    if (name === undefined || number === undefined || typeof output === 'string' || output?.length !== 1) {
      return [];
    }
    const reference =
      parameter === undefined ? new RegExp(`\\b${name}\\b`) : new RegExp(`\\${parameter}(?!\\d)`);
    return [{ name: reference, words: `${parameter ?? name} is ${output[0]}` }];
  });
}
