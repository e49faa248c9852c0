import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { planSetup } from './planStatements';
import { startPostgres } from './postgres';
import type { PostgresMajor } from './postgresBinaries';

/**
 * Records the plans of test/fixtures/plan from real servers: `node out/test/support/recordPlans.js`. Afterwards
 * `UPDATE=1 npx mocha out/test/core/plan/planFixtures.test.js` writes what is expected of them, to be read as a diff.
 */
export interface RecordedPlan {
  readonly name: string;
  readonly majors: readonly PostgresMajor[];
  readonly set?: readonly string[];
  readonly sql: string;
  /** Instead of ANALYZE, VERBOSE and BUFFERS. */
  readonly options?: string;
}

const parallel = [
  'parallel_setup_cost=0',
  'parallel_tuple_cost=0',
  'min_parallel_table_scan_size=0',
  'max_parallel_workers_per_gather=2',
];
const serial = ['max_parallel_workers_per_gather=0'];

export const recordedPlans: readonly RecordedPlan[] = [
  {
    name: 'parallel-aggregate',
    majors: [14, 18],
    set: parallel,
    sql: 'select state, count(*) from loan where amount > 100 group by state order by 2 desc limit 3',
  },
  {
    name: 'initplan-below-gather',
    majors: [16, 17],
    set: parallel,
    sql: 'select count(*) from loan where id > (select avg(id) from customer)',
  },
  {
    name: 'initplan-in-select-list',
    majors: [14, 18],
    set: serial,
    sql: 'select (select sum(amount) from loan), id from customer where id < 10',
  },
  {
    name: 'cte-scanned-twice',
    majors: [15, 18],
    set: serial,
    sql: 'with x as materialized (select * from loan where state = 3) select count(*) from x a join x b on a.id = b.id where b.amount < 50',
  },
  {
    name: 'cte-that-deletes',
    majors: [17],
    set: serial,
    sql: 'with gone as (delete from small returning *) select 1',
  },
  {
    name: 'nested-loop-memoize',
    majors: [14, 18],
    set: [...serial, 'enable_hashjoin=off', 'enable_mergejoin=off'],
    sql: 'select count(*) from small s join customer c on c.id = s.v left join loan l on l.customer_id = c.id',
  },
  {
    name: 'correlated-subplan',
    majors: [15],
    set: serial,
    sql: 'select id, (select count(*) from loan l where l.customer_id = s.id) from small s where v < 5',
  },
  {
    name: 'spills',
    majors: [16],
    set: [...parallel, 'work_mem=64kB'],
    sql: 'select * from loan order by amount, id',
  },
  {
    name: 'parallel-bitmap',
    majors: [18],
    set: [...parallel, 'enable_seqscan=off', 'enable_indexscan=off'],
    sql: 'select count(amount) from loan where state = 3 or customer_id < 500',
  },
  {
    name: 'pruned-partitions',
    majors: [14, 17],
    set: serial,
    sql: `select * from payment where paid = (select date '2024-03-05')`,
  },
  {
    name: 'merge-on-partitions',
    majors: [15, 18],
    set: serial,
    sql: 'merge into pair p using (values (1), (2)) x(k) on p.k = x.k when matched then update set v = 3 when not matched then insert values (1, 2)',
  },
  {
    name: 'triggers',
    majors: [16],
    set: serial,
    sql: 'insert into noted select g, g from generate_series(101, 150) g',
  },
  {
    name: 'rule-with-notify',
    majors: [18],
    set: serial,
    sql: 'insert into ruled values (1)',
    options: 'verbose',
  },
  {
    name: 'estimate-only',
    majors: [18],
    set: serial,
    sql: 'select * from loan l join customer c on c.id = l.customer_id where c.region = 3',
    options: 'verbose, settings',
  },
  {
    name: 'disabled',
    majors: [15, 18],
    set: [...serial, 'enable_seqscan=off'],
    sql: 'select count(*) from small where v > 0',
    options: 'analyze, timing off',
  },
];

async function main(): Promise<void> {
  const folder = path.resolve('test/fixtures/plan');
  await mkdir(folder, { recursive: true });
  for (const major of new Set(recordedPlans.flatMap(({ majors }) => majors))) {
    const server = await startPostgres({ major, settings: { jit: 'off' } });
    const client = new Client({ connectionString: server.url() });
    await client.connect();
    try {
      for (const sql of planSetup) {
        await client.query(sql);
      }
      for (const plan of recordedPlans.filter(({ majors }) => majors.includes(major))) {
        await writeFile(path.join(folder, `${plan.name}.${major}.json`), `${await record(client, plan)}\n`);
      }
    } finally {
      await client.end();
      await server.dispose();
    }
  }
}

async function record(client: Client, plan: RecordedPlan): Promise<string> {
  await client.query('begin');
  try {
    for (const setting of plan.set ?? []) {
      await client.query('select set_config($1, $2, true)', setting.split('='));
    }
    const answer = await client.query<[string]>({
      text: `explain (${plan.options ?? 'analyze, verbose, buffers, settings'}, format json) ${plan.sql}`,
      rowMode: 'array',
      types: { getTypeParser: () => String },
    });
    return answer.rows[0]?.[0] ?? '';
  } finally {
    await client.query('rollback');
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
