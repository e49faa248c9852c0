import { quoteIdentifier } from '../../sql/quote';
import type { PlanNode } from '../planModel';
import type { RelationFacts } from '../relationFacts';
import { type AdviceFix, relationSql } from './advice';
import type { RulePlan } from './adviceRule';
import { conditionOf, conditionTerms } from './conditions/indexTerms';
import { parseCondition } from './conditions/parseCondition';
import { columnsOf, conjunctsOf, unqualifiedText } from './conditions/expression';
import { factsOf } from './ruleTools';

/** How the planner can be told more about the rows of a scan. */
export interface StatisticsFix {
  readonly what: string;
  readonly fixes: readonly AdviceFix[];
}

/** Of a join or an aggregate, undefined: its estimate follows from several relations. */
export function statisticsFix(plan: RulePlan, node: PlanNode): StatisticsFix | undefined {
  if (node.relation === undefined) {
    return undefined;
  }
  const facts = factsOf(plan, node);
  const table = relationSql(node.schema ?? facts?.schema, node.relation);
  if (facts !== undefined && isStale(facts)) {
    return {
      what: `The statistics are older than most of what changed in ${facts.name}. Collect them again.`,
      fixes: [sql(`ANALYZE ${table};`)],
    };
  }
  const condition = conditionOf(node, 'Filter', 'Index Cond', 'Recheck Cond');
  const all = [conditionOf(node, 'Index Cond'), conditionOf(node, 'Filter')].filter(
    (text) => text !== undefined,
  );
  const columns = [...new Set(all.flatMap((text) => conditionTerms(text, node.alias).columns))];
  const expression = expressionIn(condition, node.alias);
  if (expression !== undefined) {
    return {
      what:
        'PostgreSQL has no statistics about the value of an expression and guesses. From version 14 on, statistics can be ' +
        'collected on the expression itself.',
      fixes: [sql(`CREATE STATISTICS ON (${expression}) FROM ${table};\nANALYZE ${table};`)],
    };
  }
  if (columns.length >= 2 && !hasStatistics(facts, columns)) {
    const list = columns.slice(0, 8).map(quoteIdentifier).join(', ');
    return {
      what:
        'The planner multiplies the conditions as if the columns had nothing to do with each other. Extended statistics tell ' +
        'it which values come together.',
      fixes: [sql(`CREATE STATISTICS (dependencies, mcv) ON ${list} FROM ${table};\nANALYZE ${table};`)],
    };
  }
  const [column] = columns;
  return {
    what: 'Collect the statistics again; when that does not help, let ANALYZE look at more values of the column.',
    fixes: [
      sql(`ANALYZE ${table};`),
      ...(column === undefined
        ? []
        : [
            sql(
              `ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(column)} SET STATISTICS 1000;\nANALYZE ${table};`,
            ),
          ]),
    ],
  };
}

/** The part of the rows that changed since the last ANALYZE; undefined when nothing is known of the rows. */
export function changedShare({ maintenance, storage }: RelationFacts): number | undefined {
  const rows = Math.max(maintenance.liveRows, storage.rows ?? 0);
  return rows <= 0 ? undefined : maintenance.changedSinceAnalyze / rows;
}

/** Nobody ever collected statistics, as far as the server knows. */
export function neverAnalyzed({ maintenance, columns, storage }: RelationFacts): boolean {
  const { analyze, autoanalyze } = maintenance;
  return (
    analyze === undefined &&
    autoanalyze === undefined &&
    storage.rows === undefined &&
    columns.every(({ statistics }) => statistics === undefined)
  );
}

function isStale(facts: RelationFacts): boolean {
  return facts.kind === 'table' && (neverAnalyzed(facts) || (changedShare(facts) ?? 0) >= 0.1);
}

/** Statistics on the columns together exist already. */
function hasStatistics(facts: RelationFacts | undefined, columns: readonly string[]): boolean {
  return (
    facts?.extendedStatistics.some((each) => columns.every((name) => each.columns.includes(name))) === true
  );
}

/** The first function call on a column in a comparison, as SQL. */
function expressionIn(condition: string | undefined, alias: string | undefined): string | undefined {
  const parsed = condition === undefined ? undefined : parseCondition(condition);
  if (condition === undefined || parsed === undefined) {
    return undefined;
  }
  for (const part of conjunctsOf(parsed)) {
    const side = part.kind === 'compare' ? part.parts[0] : undefined;
    const used = side === undefined ? [] : columnsOf(side);
    const isOwn = used.every((column) => column.alias === undefined || column.alias === alias);
    if (side?.kind === 'call' && used.length > 0 && isOwn) {
      return unqualifiedText(side, condition);
    }
  }
  return undefined;
}

function sql(text: string): AdviceFix {
  return { kind: 'sql', sql: text };
}
