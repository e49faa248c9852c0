import type { Client } from 'pg';
import { computePlan } from '../../../src/core/plan/arithmetic';
import { type FoundPlan, type PlanFormat, planFormats } from '../../../src/core/plan/read/planReading';
import { readPlan } from '../../../src/core/plan/read/readPlan';
import type { PlanStatement } from '../planStatements';
import { canonicalPlan } from './canonicalPlan';
import { wrongBuffers, wrongTimes } from './planInvariants';

/** What came out when the same statements were explained in every format. */
export interface ConformanceReport {
  readonly statements: number;
  /** Plans whose four forms were compared. */
  readonly compared: number;
  readonly nodes: number;
  readonly nodeTypes: ReadonlySet<string>;
  /** One paragraph for each statement whose formats did not agree, or that could not be read whole. */
  readonly differences: readonly string[];
  /** Executed plans whose sums were checked. */
  readonly summed: number;
  readonly violations: readonly string[];
  /** Statements that the server refused. */
  readonly refused: readonly string[];
}

/**
 * Workers share the rows differently each time, and caches fill: what differs from one execution to the next is tried
 * again so often.
 */
const rounds = 5;

const options = 'analyze, verbose, buffers, settings, timing off';

/** Explains each statement in the four formats, compares what was read, and checks the sums of what was executed. */
export async function runConformance(
  client: Client,
  statements: readonly PlanStatement[],
): Promise<ConformanceReport> {
  const run = new Run(client);
  for (const statement of statements) {
    await run.statement(statement);
  }
  return run.report(statements.length);
}

class Run {
  compared = 0;
  nodes = 0;
  summed = 0;
  readonly nodeTypes = new Set<string>();
  readonly differences: string[] = [];
  readonly violations: string[] = [];
  readonly refused: string[] = [];
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  report(statements: number): ConformanceReport {
    const { compared, nodes, nodeTypes, differences, summed, violations, refused } = this;
    return { statements, compared, nodes, nodeTypes, differences, summed, violations, refused };
  }

  async statement(statement: PlanStatement): Promise<void> {
    try {
      await this.#compare(statement);
      await this.#timed(statement);
    } catch (error) {
      this.refused.push(`${statement.sql}\n  ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #compare(statement: PlanStatement): Promise<void> {
    let difference: string | undefined;
    for (let round = 0; round < rounds; round++) {
      const texts = new Map<PlanFormat, string>();
      for (const format of planFormats) {
        texts.set(format, await explain(this.#client, `${options}, format ${format}`, statement));
      }
      difference = differenceOf(texts, areStable(statement));
      if (difference === undefined) {
        this.#count(texts.get('text') ?? '', statement.sql);
        return;
      }
    }
    this.differences.push(`${statement.sql} (${statement.set?.join(', ') ?? ''})\n${difference ?? ''}`);
  }

  async #timed(statement: PlanStatement): Promise<void> {
    const format = planFormats[this.compared % planFormats.length] ?? 'json';
    const how = `analyze, verbose, buffers, settings, format ${format}`;
    this.#sums(await explain(this.#client, how, statement), statement.sql);
  }

  #count(text: string, sql: string): void {
    this.compared++;
    this.#sums(text, sql);
    for (const node of nodesOf(readPlan(text).plans)) {
      this.nodes++;
      this.nodeTypes.add(node);
    }
  }

  #sums(text: string, sql: string): void {
    for (const { document } of readPlan(text).plans) {
      for (const plan of document.results) {
        if (plan.kind === 'plan') {
          this.summed++;
          const figures = computePlan(plan);
          const wrong = [...wrongBuffers(plan, figures), ...wrongTimes(plan, figures)];
          this.violations.push(...wrong.map((each) => `${sql}: ${each}`));
        }
      }
    }
  }
}

async function explain(client: Client, how: string, statement: PlanStatement): Promise<string> {
  if (changes.test(statement.sql)) {
    // What is rolled back leaves the tables larger, and so the next plan more expensive.
    await client.query('vacuum small, noted, noted_child, pair, payment, audit, ruled');
  }
  await client.query('begin');
  try {
    for (const setting of statement.set ?? []) {
      await client.query('select set_config($1, $2, true)', setting.split('='));
    }
    const answer = await client.query<[string]>({
      text: `explain (${how}) ${statement.sql}`,
      rowMode: 'array',
      types: { getTypeParser: () => String },
    });
    return answer.rows.map(([line]) => line).join('\n');
  } finally {
    await client.query('rollback');
  }
}

const changes = /\b(?:insert|update|delete|merge|share|create)\b/;

/** Undefined when all formats say the same. */
function differenceOf(texts: ReadonlyMap<PlanFormat, string>, amounts: boolean): string | undefined {
  const canonical = [...texts].map(([format, text]) => {
    const { plans, problems } = readPlan(text);
    const [plan] = plans;
    const all = [...problems, ...plans.flatMap((each) => each.problems)];
    const unexpected = all.filter(({ message }) => !message.includes('it was repaired'));
    if (plan?.format !== format || plans.length > 1 || unexpected.length > 0) {
      const reasons = unexpected.map(({ line, message }) => `${line}: ${message}`).join('\n');
      return { format, text: `${plans.length} plans as ${String(plan?.format)}, ${reasons}\n${text}` };
    }
    return { format, text: canonicalPlan(plan.document, amounts) };
  });
  const expected = canonical[0]?.text ?? '';
  const other = canonical.find(({ text }) => text !== expected);
  return other && firstDifference(expected, other.text, other.format);
}

function firstDifference(json: string, other: string, format: string): string {
  const expected = json.split('\n');
  const actual = other.split('\n');
  const at = expected.findIndex((line, index) => line !== actual[index]);
  const index = at < 0 ? expected.length : at;
  return `  json: ${expected[index] ?? '(ends)'}\n  ${format}: ${actual.slice(index, index + 2).join(' / ')}`;
}

/** Only what runs alone and changes nothing reads the same blocks each time. */
function areStable({ sql, set = [] }: PlanStatement): boolean {
  return set.includes('max_parallel_workers_per_gather=0') && !changes.test(sql);
}

function nodesOf(plans: readonly FoundPlan[]): readonly string[] {
  return plans.flatMap(({ document }) =>
    document.results.flatMap((result) =>
      result.kind === 'plan' ? result.nodes.map(({ nodeType }) => nodeType) : [],
    ),
  );
}
