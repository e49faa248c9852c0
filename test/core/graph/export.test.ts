import assert from 'node:assert/strict';
import type { Graph } from '../../../src/core/graph/graph';
import { mermaidText } from '../../../src/core/graph/mermaidText';
import { svgText } from '../../../src/core/graph/svgText';

const hostile = '"];<script>alert(1)</script>\n--> %%{init}%% `x` #quot; \u0000\u202e';

const graph: Graph = {
  nodes: [
    {
      id: 'r1',
      schema: 'core',
      name: 'customers',
      kind: 'table',
      columns: [{ name: 'id', type: 'integer', notNull: true, primary: true, foreign: false }],
      expanded: { up: true, down: true },
    },
    {
      id: 'r2',
      schema: 'we"ird',
      name: hostile,
      kind: 'table',
      columns: [
        { name: hostile, type: 'numeric(15,2)', notNull: false, primary: false, foreign: true },
        { name: 'note', type: 'text', notNull: false, primary: false, foreign: false },
      ],
      expanded: { up: true, down: true },
    },
    {
      id: 'f3',
      schema: 'core',
      name: 'counted',
      kind: 'function',
      signature: 'a integer, b text[]',
      columns: [],
      expanded: { up: true, down: true },
    },
  ],
  edges: [
    {
      id: 'k1',
      on: 'r1',
      dependent: 'r2',
      way: 'references',
      label: hostile,
      key: { mandatory: false, single: false, onColumns: ['id'], dependentColumns: [hostile] },
    },
    { id: 'b', on: 'r1', dependent: 'f3', way: 'body', label: '' },
  ],
};

describe('graph: what is exported', () => {
  it('writes an ER diagram in Mermaid, every name in quotes that it cannot leave', () => {
    const name =
      '#34;#93;#59;#60;script#62;alert(1)#60;/script#62;#9226;--#62; #37;#37;#123;init#125;#37;#37; #96;x#96; #35;quot#59; #9216;#65533;';
    assert.equal(
      mermaidText(
        { ...graph, nodes: graph.nodes.slice(0, 2), edges: graph.edges.slice(0, 1) },
        'diagram',
        'all',
      ),
      [
        'erDiagram',
        '  t1["core.customers"] {',
        '    integer id PK',
        '  }',
        `  t2["we#34;ird.${name}"] {`,
        `    numeric_15_2 script_alert_1_script_init_x_quot FK "${name} numeric(15,2)"`,
        '    text note',
        '  }',
        `  t1 |o--o{ t2 : "${name}"`,
        '',
      ].join('\n'),
    );
  });

  it('writes dependencies as a flowchart', () => {
    const plain = { nodes: [graph.nodes[0], graph.nodes[2]], edges: [graph.edges[1]] } as Graph;
    assert.equal(
      mermaidText(plain, 'dependencies', 'names'),
      'flowchart LR\n  t1["core.customers"]\n  t2(["core.counted(a integer, b text#91;#93;)"])\n  t1 --> t2\n',
    );
  });

  it('says of a foreign key how many rows stand at its ends', () => {
    const ends = [
      [true, false, '||--o{'],
      [false, false, '|o--o{'],
      [true, true, '||--o|'],
      [false, true, '|o--o|'],
    ] as const;
    for (const [mandatory, single, expected] of ends) {
      const key = { mandatory, single, onColumns: [], dependentColumns: [] };
      const edges = graph.edges.slice(0, 1).map((each) => ({ ...each, label: 'k', key }));
      assert.match(
        mermaidText({ ...graph, edges }, 'diagram', 'names'),
        new RegExp(`t1 ${expected.replaceAll('|', '\\|')} t2`),
      );
    }
  });

  it('writes a picture in which names are text, and characters that XML does not know are replaced', () => {
    const svg = svgText(graph, 'all', hostile);
    assert.ok(!svg.includes('<script'));
    assert.ok(svg.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
    assert.ok(Array.from(svg).every((character) => character === '\n' || character >= ' '));
    assert.ok(
      svg.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg"'),
    );
    assert.ok(!/NaN|undefined/.test(svg));
  });
});
