import assert from 'node:assert/strict';
import type { ScaffoldPlan } from '../../../src/core/scaffold/scaffold';
import { orderWords } from '../../../src/core/scaffold/migrationFiles';
import { migrationFiles, planScript } from '../../../src/core/scaffold/scaffoldScript';

const plan: ScaffoldPlan = {
  steps: [
    { title: 'There', sql: 'CREATE SCHEMA there', down: ['DROP SCHEMA there'], present: true },
    { title: 'Create "a\nb"', sql: 'CREATE SCHEMA "a\nb"', down: ['DROP SCHEMA "a\nb"'] },
    {
      title: 'Login ana',
      sql: 'CREATE ROLE ana LOGIN',
      down: ['DROP OWNED BY ana', 'DROP ROLE ana'],
      passwordOf: 'ana',
    },
  ],
  warnings: [],
  problems: [],
};
const index: ScaffoldPlan = {
  ...plan,
  steps: [
    {
      title: 'Index',
      sql: 'CREATE INDEX CONCURRENTLY i ON t (a)',
      down: ['DROP INDEX CONCURRENTLY i'],
      alone: true,
    },
    { title: 'Drop', sql: 'DROP TABLE old', down: undefined, irreversible: 'All rows of old are lost.' },
  ],
};
const as = { stamp: '20261121171500', title: 'Roles & “logins”' };

describe('a scaffold as a file', () => {
  it('holds what is to run, and no line break of a name in a remark', () => {
    assert.equal(
      planScript(plan),
      `-- Create "a␊b"
CREATE SCHEMA "a
b";

-- Login ana
CREATE ROLE ana LOGIN;
-- The login has no password yet. Set it with \\password ana
`,
    );
  });

  it('ends with what belongs into other files, as remarks', () => {
    const text = 'models:\n  +post-hook: "drop table x;"\r\n';
    const documents = [{ title: 'For dbt_project.yml', language: 'yaml', text }];
    const remarks = '-- For dbt_project.yml\n-- models:\n--   +post-hook: "drop table x;"\n';
    const create = 'CREATE SCHEMA a;\n\n';
    const steps = [{ title: 'Create a', sql: 'CREATE SCHEMA a', down: ['DROP SCHEMA a'] }];
    assert.equal(planScript({ ...plan, steps, documents }), `-- Create a\n${create}${remarks}`);
    const [up, down] = migrationFiles({ ...plan, steps, documents }, { ...as, style: 'sql' });
    assert.equal(up?.text, `BEGIN;\n\n-- Create a\n${create}${remarks}\nCOMMIT;\n`);
    assert.doesNotMatch(down?.text ?? '', /dbt/);
  });

  it('says of many files in which order each way runs', () => {
    assert.match(orderWords(6, 'sql'), /^Saved 6 files\. .*\.down\.sql from the last to the first\.$/);
    assert.match(orderWords(3, 'dbmate'), /takes them back from the last to the first\.$/);
  });

  it('is two files of plain SQL, each one transaction', () => {
    const files = migrationFiles(plan, { ...as, style: 'sql' });
    assert.deepEqual(
      files.map(({ name }) => name),
      ['20261121171500_roles_logins.up.sql', '20261121171500_roles_logins.down.sql'],
    );
    assert.match(files[0]?.text ?? '', /^BEGIN;\n\n-- Create[\s\S]*\n\nCOMMIT;\n$/);
    assert.equal(
      files[1]?.text,
      `BEGIN;

-- Undo: Login ana
DROP OWNED BY ana;
DROP ROLE ana;

-- Undo: Create "a␊b"
DROP SCHEMA "a
b";

COMMIT;
`,
    );
  });

  it('begins no transaction around what refuses one, and says what cannot be undone', () => {
    const [up, down] = migrationFiles(index, { ...as, style: 'sql' });
    assert.doesNotMatch(`${up?.text ?? ''}${down?.text ?? ''}`, /BEGIN|COMMIT/);
    assert.match(
      down?.text ?? '',
      /^-- It cannot be undone: Drop\n\n-- Undo: Index\nDROP INDEX CONCURRENTLY i;\n$/,
    );
  });

  it('is one file for dbmate, without its transaction where a step refuses one', () => {
    const [file, ...others] = migrationFiles(plan, { ...as, style: 'dbmate' });
    assert.equal(others.length, 0);
    assert.equal(file?.name, '20261121171500_roles_logins.sql');
    assert.match(file.text, /^-- migrate:up\n[\s\S]*\n\n-- migrate:down\n-- Undo: Login ana/);
  });

  it('is a file for dbmate for each step that refuses a transaction, and for those between them', () => {
    const files = migrationFiles(index, { ...as, style: 'dbmate' });
    assert.deepEqual(
      files.map(({ name }) => name),
      ['20261121171500_roles_logins_1.sql', '20261121171501_roles_logins_2.sql'],
    );
    assert.equal(
      files[0]?.text,
      `-- migrate:up transaction:false
-- Index
CREATE INDEX CONCURRENTLY i ON t (a);

-- migrate:down transaction:false
-- Undo: Index
DROP INDEX CONCURRENTLY i;
`,
    );
    assert.match(files[1]?.text ?? '', /^-- migrate:up\n-- Drop\n[\s\S]*\n-- migrate:down\n-- It cannot/);
  });

  it('is no file for dbmate when a text holds a line that dbmate would take for its own', () => {
    const comment = {
      title: 'Comment',
      sql: `COMMENT ON SCHEMA a IS 'Ours'`,
      down: [`COMMENT ON SCHEMA a IS 'Theirs\n-- migrate:up\nDROP SCHEMA a CASCADE; --'`],
    };
    const taken = { ...plan, steps: [comment] };
    assert.throws(() => migrationFiles(taken, { ...as, style: 'dbmate' }), /Save the migration as plain SQL/);
    assert.equal(migrationFiles(taken, { ...as, style: 'sql' }).length, 2);
  });
});
