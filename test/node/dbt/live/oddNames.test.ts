import assert from 'node:assert/strict';
import { jinjaTokens } from '../../../../src/core/dbt/jinja/jinjaTokens';
import { callsOfText, keywordArgument } from '../../../../src/core/dbt/jinja/jinjaCalls';
import { plainJinjaValue } from '../../../../src/core/dbt/jinja/jinjaValue';
import type { DbtFinding } from '../../../../src/core/dbt/finding';
import { runTargetChecks } from '../../../../src/core/dbt/live/targetChecks';
import { splitStatements } from '../../../../src/core/sql/splitStatements';
import { PgParser } from '../../../../src/node/sql/pgParser';
import { modelFile, oddFacts } from '../../../support/dbtOddFacts';

const parser = new PgParser();

/** What a name may be that somebody made on purpose. */
const oddNames = [
  ...[`o'brien`, 'say "hi"', '"quoted"', 'a;b', `x'; DROP TABLE students; --`, `x"; DROP TABLE students; --`],
  ...[
    'two\nlines',
    '\n; DROP TABLE students;\n',
    'it */ ends',
    '/* begins',
    '-- begins',
    '{{ x }}',
    '{% raw %}',
  ],
  ...['{# note', '}}', '%}', 'back\\slash', `\\'`, '$$', '$tag$', 'Größe', '💥', ' ', 'select', 'A B'],
];

describe('The fixes of live checks with odd names', () => {
  for (const name of oddNames) {
    it(`are the statements and edits that they shall be: ${JSON.stringify(name)}`, async () => {
      const found = findingsFor(name);
      for (const { check, fixes } of found) {
        for (const fix of fixes) {
          if (fix.kind === 'sql') {
            await assertSql(check, fix.statements);
          } else if (fix.kind === 'edit') {
            for (const edit of fix.edits) {
              assertEdit(
                check,
                modelFile.slice(0, edit.range.start) + edit.text + modelFile.slice(edit.range.end),
              );
            }
          }
        }
      }
    });
  }

  it('come from every check that has SQL', () => {
    const checks = findingsFor('plain').filter(({ fixes }) => fixes.some(({ kind }) => kind === 'sql'));
    assert.deepEqual(
      [...new Set(checks.map(({ check }) => check))].sort(),
      [
        ...[
          'custom-schemas',
          'extensions',
          'grants-drift',
          'incremental-index',
          'index-missing',
          'pooler-role',
        ],
        ...['pooler-search-path', 'reader-access', 'relation-owner', 'schema-rights', 'server-writable'],
        ...['source-rights', 'stale-relations', 'swap-row-security', 'target-role', 'target-schema'],
        'temporary-tables',
      ].sort(),
    );
  });

  it('have an edit from every check that can write one', () => {
    const checks = findingsFor('plain').filter(({ fixes }) => fixes.some(({ kind }) => kind === 'edit'));
    assert.deepEqual([...new Set(checks.map(({ check }) => check))].sort(), [
      ...['incremental-index', 'index-extra', 'swap-comments', 'swap-indexes', 'swap-row-security'],
    ]);
  });
});

function findingsFor(name: string): readonly DbtFinding[] {
  return oddFacts(name).flatMap((facts) => runTargetChecks(facts));
}

/** One statement for each that the fix lists, of a kind that fixes have, also as an editor would show them together. */
async function assertSql(check: string, statements: readonly string[]): Promise<void> {
  const whole = statements.map((statement) => `${statement};\n`).join('');
  const sql = statements.filter((each) => !each.startsWith('--'));
  const where = `${check}: ${whole}`;
  assert.equal(splitStatements(whole).length, sql.length, where);
  for (const text of sql) {
    const { value } = await parser.parse(text.replaceAll('{{ this }}', 'this'));
    assert.equal(value?.length, 1, where);
    assert.ok(statementTags.has(value[0]?.tag ?? ''), `${value[0]?.tag ?? ''} in ${where}`);
  }
}

const statementTags: ReadonlySet<string> = new Set([
  ...[
    'AlterDefaultPrivilegesStmt',
    'AlterOwnerStmt',
    'AlterRoleSetStmt',
    'AlterTableStmt',
    'CreateExtensionStmt',
  ],
  ...[
    'CreatePolicyStmt',
    'CreateRoleStmt',
    'CreateSchemaStmt',
    'DropStmt',
    'GrantRoleStmt',
    'GrantStmt',
    'IndexStmt',
  ],
]);

/** One call of config() with values that need no computing, then the rest of the file as it was. */
function assertEdit(check: string, text: string): void {
  const where = `${check}: ${text}`;
  const kinds = jinjaTokens(text).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['expression', 'text'], where);
  assert.ok(text.endsWith('\nselect 1 as id\n'), where);
  const [call, ...more] = callsOfText(text);
  assert.deepEqual([call?.name, more], ['config', []], where);
  for (const argument of call?.arguments ?? []) {
    const value = argument.name === undefined || !call ? undefined : keywordArgument(call, argument.name);
    assert.ok(value && value.kind !== 'other', where);
    void plainJinjaValue(value);
  }
}
