import assert from 'node:assert/strict';
import { checkReport, type CheckReportFormat, countWords } from '../../../../src/core/dbt/report/checkReport';
import { placeFindings } from '../../../../src/core/dbt/report/placedFinding';
import { exampleFinding, exampleProject } from '../../../support/dbtStates';

const project = exampleProject();
const text = 'shop:\r\n  outputs:\r\n    dev:\r\n      "🐘": 1\r\n';
const findings = placeFindings(
  [
    exampleFinding({
      check: 'misspelt-key',
      severity: 'error',
      message: 'A name with\na line break.',
      advice: 'Write another.',
      place: { file: 'models/a b.yml', range: { start: text.indexOf('dev'), end: text.indexOf('dev') + 3 } },
      target: 'dev',
    }),
    exampleFinding({ check: 'of-target', target: 'prod' }),
    exampleFinding({ check: 'of-node', node: 'model.shop.orders' }),
    exampleFinding({ check: 'of-nothing', severity: 'hint' }),
  ],
  project,
  (file) => (file === project.document.file ? project.document.text : text),
  (id) => (id === 'model.shop.orders' ? '/work/shop/models/orders.sql' : undefined),
);

function report(format: CheckReportFormat): string {
  return checkReport(
    {
      version: '1.2.3',
      checks: [
        {
          id: 'misspelt-key',
          title: 'Misspelt key',
          severity: 'error',
          explanation: 'Why.',
          failsIn: 'dbt run',
        },
        { id: 'unused', title: 'Unused', severity: 'error', explanation: 'Why.', failsIn: undefined },
      ],
      projects: [
        {
          name: 'shop',
          root: 'shop',
          profilesFile: '/home/ana/.dbt/profiles.yml',
          targets: [
            { name: 'dev', live: 'failed' },
            { name: 'prod', live: 'not run' },
          ],
          findings,
        },
      ],
    },
    format,
  );
}

describe('the report of dbt checks', () => {
  it('prints a line for each finding, as compilers do', () => {
    assert.equal(
      report('text'),
      [
        'models/a b.yml:3:5: error: target dev: A name with a line break. [misspelt-key]',
        '  Write another.',
        '/home/ana/.dbt/profiles.yml:2:12: warning: target prod: of-target was found. [of-target]',
        '/work/shop/models/orders.sql:1:1: warning: of-node was found. [of-node]',
        '/work/shop/dbt_project.yml:1:1: hint: of-nothing was found. [of-nothing]',
        'shop: live check of target dev failed.',
        'shop: 1 error, 2 warnings, 1 hint found in 2 targets.',
        '',
      ].join('\n'),
    );
  });

  it('prints JSON', () => {
    const { projects } = JSON.parse(report('json')) as {
      projects: { findings: Record<string, unknown>[]; targets: unknown }[];
    };
    assert.deepEqual(projects[0]?.findings[0], {
      ...{ check: 'misspelt-key', severity: 'error', message: 'A name with\na line break.' },
      ...{ advice: 'Write another.', target: 'dev', file: 'models/a b.yml', fixes: [] },
      ...{ line: 3, column: 5, endLine: 3, endColumn: 8 },
    });
    assert.deepEqual(projects[0].targets, [
      { name: 'dev', live: 'failed' },
      { name: 'prod', live: 'not run' },
    ]);
  });

  it('prints SARIF with the rules that are used', () => {
    const sarif = JSON.parse(report('sarif')) as {
      version: string;
      runs: [{ tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }];
    };
    assert.equal(sarif.version, '2.1.0');
    const [{ tool, results }] = sarif.runs;
    assert.deepEqual(
      tool.driver.rules.map(({ id }) => id),
      ['misspelt-key'],
    );
    assert.deepEqual(results[0], {
      ruleId: 'misspelt-key',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'Target dev: A name with\na line break. Write another.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'models/a%20b.yml' },
            region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 8 },
          },
        },
      ],
    });
    assert.equal(results[1]?.['ruleIndex'], undefined);
    assert.match(JSON.stringify(results[2]), /"uri":"file:\/\/\/work\/shop\/models\/orders\.sql"/);
  });

  it('counts in words', () => {
    assert.equal(countWords([]), 'nothing');
    assert.equal(countWords(['hint', 'error', 'hint']), '1 error, 2 hints');
  });
});
