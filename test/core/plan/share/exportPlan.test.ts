import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import { exportPlan, shareFormats } from '../../../../src/core/plan/share/exportPlan';
import { generatePlan } from '../../../support/generatePlan';

/** Names that would be something else if they were not taken as text. */
const hostile = `<img src=x onerror=alert(1)>"'&]]>--><script>x</script>\u202egnp.\u0007\n# [x](javascript:alert(1)) \`\`\`\`\n![i](http://evil)|`;

const plan = JSON.stringify([
  {
    Plan: {
      ...{ 'Node Type': 'Seq Scan', 'Relation Name': hostile, Schema: hostile, Alias: hostile },
      ...{ 'Startup Cost': 0, 'Total Cost': 10, 'Plan Rows': 5, 'Plan Width': 4 },
      ...{ 'Actual Startup Time': 0.1, 'Actual Total Time': 50, 'Actual Rows': 5, 'Actual Loops': 1 },
      ...{ Filter: hostile, Output: [hostile], 'Rows Removed by Filter': 100_000, [hostile]: hostile },
    },
    Settings: { [hostile]: hostile },
    'Execution Time': 51,
  },
  hostile,
]);

function exported(format: (typeof shareFormats)[number], json = plan, anonymous = false): string {
  const { value } = parseJsonPlan(json);
  assert.ok(value);
  return exportPlan({ document: value, json: undefined, statement: hostile, format, anonymous });
}

describe('a shared plan', () => {
  it('has no markup of names in HTML', () => {
    const html = exported('html');
    const tags = [...html.matchAll(/<([a-z0-9!/]+)/gi)].map(([, name]) => name);
    const allowed =
      'html head meta title style body main h1 h2 section p ol li strong span div table thead tbody tr th td details summary dl dt dd pre svg rect';
    const unknown = tags.filter((tag) => !allowed.split(' ').includes((tag ?? '').replace('/', '')));
    assert.deepEqual([...new Set(unknown)], ['!doctype']);
    assert.doesNotMatch(html, /<[^>]*(?:onerror|javascript:|src=|href=)/i);
    assert.match(html, /default-src 'none'/);
    assert.ok(!html.includes('\u202e') && !html.includes('\u0007'));
  });

  it('has no markup of names in SVG, and is XML', () => {
    const svg = exported('svg');
    const tags = new Set(
      [...svg.matchAll(/<([a-z0-9!?/]+)/gi)].map(([, name]) => (name ?? '').replace('/', '')),
    );
    assert.deepEqual([...tags].sort(), ['?xml', 'g', 'rect', 'style', 'svg', 'text', 'title']);
    assert.ok(!svg.includes('\u202e') && !svg.includes('\u0007'));
    assert.doesNotMatch(svg, /&(?!(?:amp|lt|gt|quot|#39);)/);
  });

  it('has no markup of names in Markdown', () => {
    const lines = exported('markdown').split('\n');
    let fence = '';
    for (const line of lines) {
      const [run = ''] = /^`{3,}/.exec(line) ?? [];
      if (fence === '' && run !== '') {
        fence = run;
      } else if (fence !== '') {
        fence = line === fence ? '' : fence;
      } else {
        assert.doesNotMatch(line, /(?<!\\)[[\]<`]|^# /, line);
      }
    }
    assert.equal(fence, '');
  });

  it('is as anonymous in every format as in one', () => {
    for (const format of shareFormats) {
      assert.doesNotMatch(exported(format, plan, true), /evil|onerror|alert/, format);
    }
  });

  it('begins with a verdict, and has advice and the tree', () => {
    const fixture = path.resolve('test/fixtures/plan/correlated-subplan.15.json');
    const markdown = exported('markdown', readFileSync(fixture, 'utf8'));
    assert.match(
      markdown,
      /^## EXPLAIN ANALYZE\\: 0\\.366 ms\n\nExecution took 0\\.366 ms, planning 0\\.130 ms\\. /,
    );
    assert.match(markdown, /\| Aggregate \| 0\.150 ms \| 41 % \| 150 → 150 \|/);
    assert.match(markdown, /\n```+text\nSeq Scan on public\.small s {2}\(cost=/);
  });

  it('of 10,000 nodes stays within bounds', () => {
    const large = generatePlan({ nodes: 10_000, partitions: 2000, depth: 200, indent: false });
    assert.ok(exported('html', large).length < 20_000_000);
    assert.ok(exported('svg', large).length < 2_000_000);
  });
});
