import assert from 'node:assert/strict';
import { planChoices } from '../../../../src/core/plan/read/planChoice';
import { readPlan } from '../../../../src/core/plan/read/readPlan';

const cost = '(cost=0.00..1.00 rows=1 width=4)';
/** What auto_explain writes in each format. */
const bodies = {
  text: `Query Text: select *
  from loans -- it's slow
 where id = 1;
Limit  ${cost} (actual time=0.010..5.200 rows=1 loops=1)
  ->  Seq Scan on loans  ${cost} (actual time=0.010..5.100 rows=1 loops=1)
        Filter: (id = 1)`,
  json: `{
  "Query Text": "select 1",
  "Plan": {
    "Node Type": "Limit",
    "Plans": [{"Node Type": "Result"}]
  }
}`,
  yaml: `Query Text: "select 2"
Plan: 
  Node Type: "Limit"
  Plans: 
    - Node Type: "Result"`,
  xml: `<explain xmlns="http://www.postgresql.org/2009/explain">
  <Query-Text>select 3</Query-Text>
  <Plan>
    <Node-Type>Limit</Node-Type>
    <Plans><Plan><Node-Type>Result</Node-Type></Plan></Plans>
  </Plan>
</explain>`,
};

const at = '2026-11-21 12:00:02.500 UTC';

function stderr(body: string): string {
  const noise = '2026-11-21 12:00:01.123 UTC [77] app@shop LOG:  checkpoint complete\n';
  const head = `${at} [78] app@shop PROTOKOLL:  duration: 12.345 ms  plan:`;
  return `${noise}${head}\n${body.replace(/^/gm, '\t')}\n${noise}`;
}

function csv(body: string): string {
  const start = `${at},"app","shop",78,"[local]",5f,1,"SELECT",2026-11-21 11:00:00 UTC,3/1,0,LOG,00000,`;
  const end = ',,,,,,,,,"psql","client backend",,0\n';
  const message = `duration: 12.345 ms  plan:\n${body}`.replaceAll('"', '""');
  return `${start}"something, else"${end}${start}"${message}"${end}`;
}

function jsonlog(body: string): string {
  const who = { timestamp: at, user: 'app', dbname: 'shop', pid: 78, error_severity: 'LOG' };
  const entry = (message: string) => `${JSON.stringify({ ...who, message })}\n`;
  return entry('connection received') + entry(`duration: 12.345 ms  plan:\n${body}`);
}

/** As rsyslog writes it: a prefix before each line, tabs as #011, long lines cut, another process in between. */
function syslog(body: string, start: (part: number) => string = (part) => `[5-${part}] `): string {
  const from = 'Nov 21 12:00:02 db postgres';
  const lines = stderr(body).split('\n').slice(1, -2);
  const cut = lines.flatMap((line) => (line.length > 85 ? [line.slice(0, 85), line.slice(85)] : [line]));
  const other = `${from}[99]: [8-1] ${at} [99] LOG:  checkpoint complete`;
  const written = start(1) === '' ? lines : cut;
  return written
    .map((line, index) => `${from}[78]: ${start(index + 1)}${line.replaceAll('\t', '#011')}\n${other}`)
    .join('\n');
}

const journal = (body: string) => syslog(body, () => '').replaceAll('#011', '\t');

describe("Reading plans from a server's log", () => {
  for (const [kind, write] of Object.entries({ stderr, csvlog: csv, jsonlog, syslog, journal })) {
    for (const [format, body] of Object.entries(bodies)) {
      it(`finds a plan as ${format} in ${kind}`, () => {
        const { plans, problems } = readPlan(write(body));
        const [plan, ...others] = plans;
        assert.ok(plan);
        assert.deepEqual([others, problems, plan.problems], [[], [], []]);
        assert.equal(plan.format, format);
        assert.deepEqual(plan.logged, { at, durationMs: 12.345, user: 'app', database: 'shop' });
        const [result] = plan.document.results;
        assert.ok(result?.kind === 'plan');
        assert.equal(result.executionMs, 12.345);
        assert.equal(result.nodes.length, 2);
        const query = "select *\n  from loans -- it's slow\n where id = 1;";
        assert.match(result.queryText ?? '', /^select/);
        assert.equal(format === 'text' ? result.queryText : query, query);
      });
    }
  }

  it('finds the plan in an entry whose tabs were lost', () => {
    const { plans } = readPlan(stderr(bodies.text).replaceAll('\t', ''));
    assert.deepEqual(
      plans.map(({ document }) => document.results.length),
      [1],
    );
  });

  it('takes the time of syslog where the server writes none', () => {
    const { plans } = readPlan(syslog(bodies.json).replaceAll(`${at} `, ''));
    assert.deepEqual(
      plans.map(({ logged, line }) => [logged?.at, line]),
      [['Nov 21 12:00:02', 3]],
    );
  });

  it('lists the plans with their time, the latest first', () => {
    const later = stderr(bodies.json).replace('12.345', '1500.000').replace('12:00:02', '12:00:09');
    const { plans } = readPlan(stderr(bodies.text) + later);
    assert.deepEqual(
      planChoices(plans).map(({ label, description }) => `${label} | ${description}`),
      [
        '1.50 s  select 1 | 2026-11-21 12:00:09.500 UTC · app on shop · line 12',
        `12.3 ms  select * … | ${at} · app on shop · line 3`,
      ],
    );
  });

  it('tells the line of the log on which something is wrong', () => {
    const { plans } = readPlan(stderr(bodies.json.slice(0, -3)));
    assert.deepEqual(
      plans[0]?.problems.map(({ line }) => line),
      [8],
    );
  });
});
