import assert from 'node:assert/strict';
import { Client } from 'pg';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import { planText } from '../../../../src/core/plan/share/planText';
import { planSetup, type PlanStatement, planStatements } from '../../../support/planStatements';
import { testedMajor } from '../../../support/postgresBinaries';
import { startPostgres, type TestServer } from '../../../support/postgres';

/**
 * What the text regenerated from JSON may tell in another way, because the JSON tells less:
 * - `Rows Removed by …: 0`: an average that is rounded to nothing looks like nothing,
 * - `on TABLE` of a trigger, which the server writes only where several tables could be meant,
 * - the averages of an incremental sort's groups, which the model does not keep,
 * - the words of I/O timings, which are those of PostgreSQL 17,
 * - in PostgreSQL 12, where workers stand.
 */
const differences: readonly (readonly [RegExp, string])[] = [
  [/^ *Rows Removed by [\w ]+: 0\n/gm, ''],
  [/^(Trigger .*?) on \S+(: )/gm, '$1$2'],
  [/ {2}Average (?:Memory|Disk): \d+kB/g, ''],
];

describe('PostgreSQL’s text format, regenerated from its JSON', () => {
  const major = testedMajor();
  const wrong: string[] = [];
  let compared = 0;
  let server: TestServer;
  let client: Client;

  before(async function () {
    this.timeout(300_000);
    // A table that is analyzed between two runs of a statement has another plan in the second.
    server = await startPostgres({ settings: { autovacuum: 'off' } });
    const database = await server.createDatabase('plan_text');
    client = new Client({ connectionString: server.url(database) });
    await client.connect();
    for (const sql of planSetup) {
      await client.query(sql);
    }
    for (const statement of planStatements.filter(({ since = 0 }) => since <= major)) {
      for (const options of ['verbose', 'costs off', executed]) {
        const [ours, servers] = await bothTexts(client, statement, options);
        compared++;
        if (ours !== servers) {
          wrong.push(`${statement.sql} (${options})\n${firstDifference(ours, servers)}`);
        }
      }
    }
  });

  after(async () => {
    await client.end();
    await server.dispose();
  });

  it('is what the server writes, except for the listed differences', () => {
    assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} of ${compared} differ`);
    assert.ok(compared > 400, `${compared} texts`);
  });
});

const executed = 'analyze, verbose, buffers, timing off, summary off';

async function bothTexts(
  client: Client,
  statement: PlanStatement,
  options: string,
): Promise<readonly [ours: string, servers: string]> {
  if (options === executed) {
    // Blocks are read from the disk only once.
    await explain(client, statement, `${options}, format json`);
  }
  const json = (await explain(client, statement, `${options}, format json`)).join('\n');
  const text = (await explain(client, statement, `${options}, format text`)).join('\n');
  const { value, problems } = parseJsonPlan(json);
  assert.ok(value && problems.every(({ message }) => message.includes('MERGE')), statement.sql);
  const clean = (each: string) => normalized(options === executed ? withoutChance(each) : each);
  return [clean(planText(value)), clean(text)];
}

async function explain(
  client: Client,
  statement: PlanStatement,
  options: string,
): Promise<readonly string[]> {
  await client.query('begin');
  try {
    for (const setting of statement.set ?? []) {
      const [name, value] = setting.split('=');
      await client.query(`select set_config($1, $2, true)`, [name, value]);
    }
    const answer = await client.query<[string]>({
      text: `explain (${options}) ${statement.sql}`,
      rowMode: 'array',
      types: { getTypeParser: () => String },
    });
    return answer.rows.map(([line]) => line);
  } finally {
    await client.query('rollback');
  }
}

function normalized(text: string): string {
  return differences.reduce((result, [pattern, into]) => result.replace(pattern, into), `${text}\n`);
}

/** What two runs of one statement tell in different ways: one that writes leaves blocks behind for the next. */
function withoutChance(text: string): string {
  const writes = /(?:^|-> {2})(?:Insert|Update|Delete|Merge) on /m.test(text);
  const calm = writes ? text.replace(/\n *Buffers:.*/g, '').replace(/cost=\S+ rows=\d+/g, 'cost') : text;
  return /Workers Launched/.test(calm) ? withoutWorkers(calm) : calm;
}

/** How rows fall to the workers, and so their memory and buffers, is another with each run. */
function withoutWorkers(text: string): string {
  const lines: string[] = [];
  let worker = -1;
  for (const line of text.split('\n')) {
    const depth = line.search(/\S/);
    if (worker >= 0 && depth > worker && !line.includes('->  ')) {
      continue;
    }
    worker = /^ *Worker \d+:/.test(line) ? depth : -1;
    if (
      worker < 0 &&
      !/^ *(?:Buffers|WAL|Sort Method|Heap Blocks|Buckets|Hits|Index Searches|Rows Removed by [\w ]+):/.test(
        line,
      )
    ) {
      lines.push(line.replace(/\(actual [^)]*\)|\(never executed\)|(?<=Memory Usage: |Batches: )\d+/g, '#'));
    }
  }
  return lines.join('\n');
}

function firstDifference(ours: string, servers: string): string {
  const [mine, theirs] = [ours.split('\n'), servers.split('\n')];
  const at = mine.findIndex((line, index) => line !== theirs[index]);
  return `ours:   ${mine.slice(at, at + 2).join(' ⏎ ')}\nserver: ${theirs.slice(at, at + 2).join(' ⏎ ')}`;
}
