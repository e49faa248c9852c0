import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PlannedStatement } from '../../../../src/core/plan/planModel';
import { planViews } from '../../../../src/core/plan/planView';
import { readPlan } from '../../../../src/core/plan/read/readPlan';
import { generatePlan } from '../../../support/generatePlan';

/** The first plan of a text, which can also be computed and presented. */
function planOf(text: string): PlannedStatement {
  const { plans, problems: reasons } = readPlan(text);
  const document = plans[0]?.document;
  const result = document?.results[0];
  assert.ok(document && result?.kind === 'plan', JSON.stringify(reasons));
  planViews(document);
  return result;
}

function count(text: string): number {
  return planOf(text).nodes.length;
}

function problems(text: string): string {
  const { plans, problems: outside } = readPlan(text);
  return [...outside, ...plans.flatMap((plan) => plan.problems)]
    .map(({ line, message }) => `${line}: ${message}`)
    .join('\n');
}

const cost = '(cost=0.00..1.00 rows=1 width=4)';
const json = generatePlan({ nodes: 60, depth: 8 });
const text = `Append  ${cost} (actual time=0.010..0.500 rows=4 loops=1)
  ->  Seq Scan on a  ${cost} (actual time=0.010..0.200 rows=2 loops=1)
  ->  Seq Scan on b  ${cost} (actual time=0.010..0.200 rows=2 loops=1)
Execution Time: 0.600 ms`;
const yaml = `- Plan: 
    Node Type: "Append"
    Plans: 
      - Node Type: "Seq Scan"
        Alias: "a"
      - Node Type: "Seq Scan"
        Alias: "b"
  Execution Time: 0.6`;
const xml = `<explain xmlns="http://www.postgresql.org/2009/explain">
  <Query>
    <Plan>
      <Node-Type>Append</Node-Type>
      <Plans>
        <Plan><Node-Type>Seq Scan</Node-Type><Filter>(a &lt; 1)</Filter></Plan>
        <Plan><Node-Type>Seq Scan</Node-Type></Plan>
      </Plans>
    </Plan>
    <Execution-Time>0.6</Execution-Time>
  </Query>
</explain>`;

/** A chain of 5,000 nodes in each format. */
function deepPlans(): Readonly<Record<string, string>> {
  const depth = 5000;
  const levels = Array.from({ length: depth }, (_, level) => level);
  const pad = (columns: number) => ' '.repeat(columns);
  const textLine = (level: number) => `${level === 0 ? '' : `${pad(6 * level - 4)}->  `}Limit  ${cost}`;
  const yamlLines = (level: number) =>
    `Node Type: "Limit"\n${pad(4 + 4 * level)}Plans: \n${pad(6 + 4 * level)}- `;
  const xmlStart = '<Plan><Node-Type>Limit</Node-Type><Plans>';
  return {
    json: generatePlan({ nodes: depth, depth: depth - 1, indent: false }),
    text: levels.map(textLine).join('\n'),
    yaml: `- Plan: \n    ${levels.map(yamlLines).join('')}Node Type: "Result"`,
    xml: `<explain><Query>${xmlStart.repeat(depth)}${'</Plans></Plan>'.repeat(depth)}</Query></explain>`,
  };
}

describe('Bad input', () => {
  it('half a plan: what is there is shown, and it is said where it ends', () => {
    const halfJson = json.slice(0, json.length / 2);
    assert.ok(count(halfJson) > 20);
    assert.match(problems(halfJson), /^\d+: The plan ends here before it is complete/);
    const halfText = text.slice(0, text.lastIndexOf(' (actual') + 20);
    assert.equal(count(halfText), 3);
    assert.match(problems(halfText), /^3: This line ends before it is complete/);
    assert.equal(count(yaml.slice(0, yaml.indexOf('"b"'))), 3);
    const halfXml = xml.slice(0, xml.lastIndexOf('<Plan>'));
    assert.equal(count(halfXml), 2);
    assert.match(problems(halfXml), /^7: The plan ends here before it is complete/);
  });

  it('the lower half of a plan: its nodes are shown below one that says what is missing', () => {
    const lower = text.slice(text.indexOf('  ->  Seq Scan on a'));
    assert.deepEqual(
      planOf(lower).nodes.map(({ nodeType, parent }) => [nodeType, parent]),
      [
        ['Missing part of the plan', undefined],
        ['Seq Scan', 0],
        ['Seq Scan', 0],
      ],
    );
    assert.match(problems(lower), /^1: The beginning of the plan is missing/);
  });

  it('60 MB of JSON are read', () => {
    const large = generatePlan({ nodes: 1000, depth: 990 });
    assert.ok(large.length > 60_000_000, `${large.length}`);
    assert.equal(count(large), 1000);
  });

  it('a depth of 5,000 is read in every format', () => {
    for (const [format, plan] of Object.entries(deepPlans())) {
      assert.ok(count(plan) >= 5000, format);
    }
  });

  it('1,000 partitions are read', () => {
    assert.equal(count(generatePlan({ nodes: 1002, partitions: 1000 })), 1002);
  });

  it('control characters and HTML in names are kept as text', () => {
    const name = '<img src=x onerror="alert(1)">\u0007\u202e';
    const escaped = name.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const forms = [
      JSON.stringify([{ Plan: { 'Node Type': 'Seq Scan', 'Relation Name': name } }]),
      `Seq Scan on "${name.replaceAll('"', '""')}"  ${cost}`,
      `- Plan: \n    Node Type: "Seq Scan"\n    Relation Name: ${JSON.stringify(name)}`,
      `<explain><Query><Plan><Node-Type>Seq Scan</Node-Type><Relation-Name>${escaped}</Relation-Name></Plan></Query></explain>`,
    ];
    for (const form of forms) {
      assert.equal(planOf(form).nodes[0]?.relation, name, form);
    }
  });

  it('of a property that stands twice the last is shown, and it is said', () => {
    const twice = '[{"Plan": {"Node Type": "Limit", "Alias": "a",\n "Alias": "b"}}]';
    assert.equal(planOf(twice).nodes[0]?.alias, 'b');
    assert.equal(problems(twice), '1: "Alias" stands more than once in this node; the last one is shown.');
  });

  const senseless: Readonly<Record<string, string>> = {
    Infinity: '[{"Plan": {"Node Type": "Limit", "Total Cost": Infinity, "Plan Rows": 1}}]',
    'a negative time': '[{"Plan": {"Node Type": "Limit", "Actual Total Time": -1.5, "Actual Rows": 1}}]',
    'a negative time in text':
      'Limit  (cost=0.00..1.00 rows=1 width=4) (actual time=0.000..-1.500 rows=1 loops=1)',
    'an infinite cost in text': 'Limit  (cost=0.00..Infinity rows=1 width=4)',
  };
  for (const [name, plan] of Object.entries(senseless)) {
    it(`${name} is left out, and it is said`, () => {
      assert.equal(count(plan), 1);
      assert.match(problems(plan), /of this node has a value that makes no sense/);
    });
  }

  it('missing times are no times', () => {
    const plan =
      '[{"Plan": {"Node Type": "Limit", "Actual Rows": 1, "Actual Loops": 1, "Plans": [{"Node Type": "Result"}]}}]';
    assert.deepEqual(
      planOf(plan).nodes.map(({ actual }) => actual?.totalMs),
      [undefined, undefined],
    );
  });

  const messages = ['HINWEIS:  Tabelle »x« fehlt', 'ПРЕДУПРЕЖДЕНИЕ:  нет', '警告:  トランザクション'];
  for (const [format, plan] of Object.entries({ text, yaml, xml, json })) {
    it(`messages of a server in other languages around ${format} are left out, and it is said`, () => {
      for (const message of messages) {
        const mixed = `${message}\n${plan}\n${message}\n`;
        assert.equal(count(mixed), count(plan), mixed.slice(0, 100));
        assert.match(problems(mixed), /^1: The text from here is no part of a plan/);
      }
    });
  }

  it('a plan of version 19 keeps the names and properties that are new', () => {
    const plan = `Result  ${cost} (actual time=0.010..0.020 rows=1.00 loops=1)
  Output: (InitPlan expr_1).col1
  Shiny Property: 12 apples
  InitPlan expr_1
    ->  Memoize Harder on t  ${cost} (actual time=0.001..0.002 rows=1.00 loops=1)
          Estimates: capacity=3 distinct keys=3 lookups=10 hit percent=70.00%
Execution Time: 0.030 ms`;
    const { nodes, rowDecimals } = planOf(plan);
    assert.equal(problems(plan), '');
    assert.deepEqual(nodes[0]?.other.at(-1), { name: 'Shiny Property', value: '12 apples' });
    assert.deepEqual(
      [nodes[1]?.nodeType, nodes[1]?.subplanName, rowDecimals],
      ['Memoize Harder', 'InitPlan expr_1', 2],
    );
  });

  it('JSON that a terminal broke inside of words is put together', () => {
    const whole = JSON.stringify([
      {
        Plan: {
          'Node Type': 'Seq Scan',
          'Relation Name': 'loans',
          'Actual Rows': 12345,
          Filter: '(amount > 5)',
        },
      },
    ]);
    const broken = planOf(whole.match(/.{1,44}/g)?.join('\n') ?? '');
    assert.equal(broken.nodes[0]?.relation, 'loans');
    assert.equal(broken.nodes[0].actual?.rows, 12345);
  });

  it('says why when there is no plan', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['', '1: The text is empty.'],
      ['select 1', '1: The text from here is no part of a plan and was left out.'],
      ['{"a": 1}', '1: No plan stands here: the property "Plan" is missing.'],
    ];
    for (const [input, reason] of cases) {
      assert.deepEqual(readPlan(input).plans, []);
      assert.equal(problems(input), reason);
    }
  });

  it('never throws, whatever is cut out of a plan or put into it', () => {
    for (const plan of [text, yaml, xml, json.slice(0, 3000)]) {
      fc.assert(
        fc.property(fc.nat(plan.length), fc.nat(60), fc.string(), (from, length, inserted) => {
          const { plans } = readPlan(plan.slice(0, from) + inserted + plan.slice(from + length));
          plans.forEach(({ document }) => planViews(document));
        }),
        { numRuns: 150 },
      );
    }
  });
});
