/** The columns of `JSON.stringify` that every node has. */
function node(
  type: string,
  figures: { ms: number; planned: number; rows: number; loops?: number },
  more: object,
) {
  const loops = figures.loops ?? 1;
  return {
    'Node Type': type,
    'Parallel Aware': false,
    'Startup Cost': 0,
    'Total Cost': 1000,
    'Plan Rows': figures.planned,
    'Plan Width': 8,
    'Actual Startup Time': 0,
    'Actual Total Time': figures.ms,
    'Actual Rows': figures.rows,
    'Actual Loops': loops,
    'Shared Hit Blocks': 100,
    'Shared Read Blocks': type === 'Seq Scan' ? 12 : 0,
    ...more,
  };
}

const hostile = `<img src=x onerror="document.title='hacked'">`;

const scans = [
  node(
    'Seq Scan',
    { ms: 61.2, planned: 100, rows: 20_000 },
    {
      'Parent Relationship': 'Outer',
      'Relation Name': 'loans',
      Schema: 'core',
      Alias: 'loans',
      Filter: `(status = '${hostile}'::text)`,
      'Rows Removed by Filter': 180_000,
    },
  ),
  node(
    'Hash',
    { ms: 5, planned: 20_000, rows: 20_000 },
    {
      'Parent Relationship': 'Inner',
      Plans: [
        node(
          'Seq Scan',
          { ms: 4, planned: 20_000, rows: 20_000 },
          {
            'Parent Relationship': 'Outer',
            'Relation Name': 'customers',
            Schema: 'core',
            Alias: 'c',
          },
        ),
      ],
    },
  ),
  node(
    'Index Scan',
    { ms: 0, planned: 1, rows: 0, loops: 0 },
    {
      'Parent Relationship': 'SubPlan',
      'Subplan Name': 'SubPlan 1',
      'Index Name': hostile,
      'Relation Name': 'payments',
      Schema: 'core',
      Alias: 'p',
    },
  ),
];

/** The JSON of EXPLAIN ANALYZE for a plan of seven nodes, with a slow scan, a wrong estimate and a node not executed. */
export const examplePlan = JSON.stringify([
  {
    Plan: node(
      'Limit',
      { ms: 90, planned: 10, rows: 10 },
      {
        Plans: [
          node(
            'Sort',
            { ms: 89.5, planned: 100, rows: 10 },
            {
              'Parent Relationship': 'Outer',
              'Sort Key': ['loans.principal DESC'],
              Plans: [
                node(
                  'Hash Join',
                  { ms: 80, planned: 100, rows: 20_000 },
                  {
                    'Parent Relationship': 'Outer',
                    'Join Type': 'Inner',
                    'Hash Cond': '(loans.customer_id = c.customer_id)',
                    Plans: scans,
                  },
                ),
              ],
            },
          ),
        ],
      },
    ),
    'Planning Time': 0.8,
    'Execution Time': 90.4,
    Triggers: [{ 'Trigger Name': 'loans_audit', Relation: 'loans', Time: 0.2, Calls: 10 }],
    Settings: { work_mem: '64kB' },
  },
]);
