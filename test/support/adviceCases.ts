import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from 'pg';
import { splitStatements } from '../../src/core/sql/splitStatements';

/** What triggers a rule, and what does not: test/fixtures/plan/advice/rules/<rule>.sql. */
export interface AdviceCase {
  readonly rule: string;
  readonly fires: readonly string[];
  readonly quiet: readonly string[];
  /** The oldest major version on which it can fire. */
  readonly since: number;
  /** Further options of EXPLAIN. */
  readonly options: string;
  /** The rule needs the catalog. */
  readonly catalog: boolean;
  readonly role: string | undefined;
  /** The rule needs a server that was built with LLVM. */
  readonly jit: boolean;
}

export const adviceFolder = path.resolve('test/fixtures/plan/advice');

export function adviceCases(): readonly AdviceCase[] {
  const folder = path.join(adviceFolder, 'rules');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => readCase(path.basename(name, '.sql'), readFileSync(path.join(folder, name), 'utf8')));
}

/** The statements of a file beside the cases. */
export function adviceStatements(name: string): readonly string[] {
  return statementsIn(readFileSync(path.join(adviceFolder, name), 'utf8'));
}

/**
 * Explains the last of the statements after executing the others, in a transaction that is rolled back.
 * @returns EXPLAIN's JSON
 */
export async function explainLast(
  client: Client,
  statements: readonly string[],
  { options, role }: Pick<AdviceCase, 'options' | 'role'>,
): Promise<string> {
  await client.query('begin');
  try {
    await client.query('set local max_parallel_workers_per_gather = 0');
    for (const sql of statements.slice(0, -1)) {
      await client.query(sql);
    }
    if (role !== undefined) {
      await client.query(`set local role ${role}`);
    }
    const list = ['analyze, verbose, buffers, settings', options, 'format json'].filter(
      (part) => part !== '',
    );
    const answer = await client.query<[string]>({
      text: `explain (${list.join(', ')}) ${statements.at(-1) ?? ''}`,
      rowMode: 'array',
      types: { getTypeParser: () => String },
    });
    return answer.rows[0]?.[0] ?? '';
  } finally {
    await client.query('rollback');
  }
}

function readCase(rule: string, text: string): AdviceCase {
  const [head = '', body = ''] = text.split(/^-- fires\n/m);
  const [fires = '', quiet = ''] = body.split(/^-- quiet\n/m);
  const directive = (name: string) => new RegExp(`^-- ${name}(?:: (.*))?$`, 'm').exec(head);
  return {
    rule,
    fires: statementsIn(fires),
    quiet: statementsIn(quiet),
    since: Number(directive('since')?.[1] ?? 0),
    options: directive('options')?.[1] ?? '',
    catalog: directive('catalog') !== null,
    role: directive('role')?.[1],
    jit: directive('jit') !== null,
  };
}

function statementsIn(text: string): readonly string[] {
  return splitStatements(text).map((statement) => statement.text.replace(/;\s*$/, ''));
}
