import { quoteIdentifier } from '../../sql/quote';

/** Advice about a plan: what was seen, why it matters, and what to do. Names in it come from the plan and are untrusted. */
export interface Advice {
  /** The id of its rule. */
  readonly rule: string;
  readonly severity: AdviceSeverity;
  /** The node that it is about; undefined when it is about the whole statement. */
  readonly node: number | undefined;
  /** Other nodes of which the same can be said, such as the other partitions of a table. */
  readonly alike: readonly number[];
  /** What was seen, with numbers. */
  readonly title: string;
  readonly why: string;
  readonly what: string;
  /** Milliseconds of the execution that would be saved, estimated; undefined when nobody can tell. */
  readonly savedMs: number | undefined;
  /** The statement was not executed: this rests on the planner's estimates. */
  readonly estimateOnly: boolean;
  /** The first one is the best. They are text for an editor, never run by themselves. */
  readonly fixes: readonly AdviceFix[];
}

export const adviceSeverities = ['high', 'medium', 'low'] as const;
export type AdviceSeverity = (typeof adviceSeverities)[number];

export type AdviceFix =
  | { readonly kind: 'index'; readonly proposal: IndexProposal }
  /** A setting to try for the session, such as work_mem. */
  | { readonly kind: 'setting'; readonly name: string; readonly value: string }
  /** Statements to read and adapt. */
  | { readonly kind: 'sql'; readonly sql: string };

/** An index that could help. */
export interface IndexProposal {
  /** Undefined when the plan was made without VERBOSE. */
  readonly schema: string | undefined;
  readonly relation: string;
  /** The access method, such as `btree`. */
  readonly method: string;
  /**
   * The keys as they stand in CREATE INDEX: quoted columns, expressions in parentheses, and after them an operator class or
   * a direction, such as `(lower(t))` or `t text_pattern_ops`.
   */
  readonly keys: readonly string[];
  /** Names of columns, not quoted. */
  readonly include: readonly string[];
  /** The condition of a partial index. */
  readonly where: string | undefined;
  /** Extensions that must be installed for it, such as `pg_trgm`. */
  readonly needs: readonly string[];
  /** The table is built by dbt, which would drop the index at the next run: it belongs into the model. */
  readonly dbtModel: string | undefined;
  /** What should be known before it is created, one sentence each: writes, sizes, an index that becomes superfluous. */
  readonly notes: readonly string[];
}

/**
 * CREATE INDEX for a proposal, without a name of its own: PostgreSQL chooses one that is free.
 * @param options `concurrently` unless said otherwise, because a plain CREATE INDEX blocks writes to the table.
 */
export function createIndexSql(
  proposal: IndexProposal,
  options: { readonly concurrently?: boolean; readonly name?: string } = {},
): string {
  const concurrently = options.concurrently === false ? '' : ' CONCURRENTLY';
  const name = options.name === undefined ? '' : ` ${quoteIdentifier(options.name)}`;
  const table = relationSql(proposal.schema, proposal.relation);
  return `CREATE INDEX${concurrently}${name} ON ${table}${indexBody(proposal)}`;
}

/** What stands in CREATE INDEX behind the table. */
export function indexBody({ method, keys, include, where }: IndexProposal): string {
  const using = method === 'btree' ? '' : ` USING ${quoteIdentifier(method)}`;
  const stored = include.length === 0 ? '' : ` INCLUDE (${include.map(quoteIdentifier).join(', ')})`;
  return `${using} (${keys.join(', ')})${stored}${where === undefined ? '' : ` WHERE ${where}`}`;
}

/** The name of a relation for SQL. */
export function relationSql(schema: string | undefined, relation: string): string {
  return schema === undefined
    ? quoteIdentifier(relation)
    : `${quoteIdentifier(schema)}.${quoteIdentifier(relation)}`;
}
