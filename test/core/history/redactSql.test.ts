import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactSql } from '../../../src/core/history/redactSql';
import { tokenize } from '../../../src/core/sql/lexer';

/** In each of these texts stands one secret, `hunter2` unless the text shows another, and it must go. */
const hidden: readonly (readonly [text: string, expected: string])[] = [
  ["create role a login password 'hunter2'", "create role a login password '•••'"],
  [
    "CREATE ROLE a WITH ENCRYPTED PASSWORD 'hunter2' LOGIN",
    "CREATE ROLE a WITH ENCRYPTED PASSWORD '•••' LOGIN",
  ],
  ["alter user a unencrypted password E'hun\\'ter2'", "alter user a unencrypted password '•••'"],
  [
    "alter role a password 'hun''ter2' valid until '2030-01-01'",
    "alter role a password '•••' valid until '2030-01-01'",
  ],
  ['alter role a password $x$hunter2$x$;\nselect 1', "alter role a password '•••';\nselect 1"],
  ["alter role a password /* mine */ 'hunter2'", "alter role a password /* mine */ '•••'"],
  ["alter role a password 'hun'\n  'ter2'", "alter role a password '•••'\n  '•••'"],
  ["alter role a password U&'hunter2'", "alter role a password '•••'"],
  ['alter role a password "hunter2"', "alter role a password '•••'"],
  ['alter role a password hunter2', "alter role a password '•••'"],
  ["alter role a password 'hunter2", "alter role a password '•••'"],
  ["create group a password 'hunter2' user b", "create group a password '•••' user b"],
  [
    "create user mapping for a server s options (user 'ann', password 'hunter2')",
    "create user mapping for a server s options (user 'ann', password '•••')",
  ],
  [
    "alter user mapping for a server s options (set password 'hunter2', add sslpassword 'hunter2')",
    "alter user mapping for a server s options (set password '•••', add sslpassword '•••')",
  ],
  [
    "create user mapping for a server s options (username 'ann', key_of_mine 'hunter2')",
    "create user mapping for a server s options (username 'ann', key_of_mine '•••')",
  ],
  [
    `create server s foreign data wrapper w options (host 'h', "secret_access_key" 'hunter2')`,
    `create server s foreign data wrapper w options (host 'h', "secret_access_key" '•••')`,
  ],
  [
    "create subscription s connection 'host=h password=hunter2 user=u' publication p",
    "create subscription s connection 'host=h password=••• user=u' publication p",
  ],
  [
    "alter subscription s connection 'host=h password=''hun ter2'' user=u'",
    "alter subscription s connection 'host=h password=••• user=u'",
  ],
  [
    "select * from dblink('dbname=d password=hunter2', 'select 1') as t(a int)",
    "select * from dblink('dbname=d password=•••', 'select 1') as t(a int)",
  ],
  [
    "select dblink_connect('c', 'postgresql://ann:hunter2@h/d')",
    "select dblink_connect('c', 'postgresql://ann:•••@h/d')",
  ],
  [
    "copy t from program 'curl -u ann:hunter2 https://h/x.csv'",
    "copy t from program 'curl -u ann:••• https://h/x.csv'",
  ],
  [
    `copy t to program 'curl -H "Authorization: Bearer hunter2hunter2" h'`,
    `copy t to program 'curl -H "Authorization: Bearer •••" h'`,
  ],
  ["copy t to program 'PGPASSWORD=hunter2 psql -h h'", "copy t to program 'PGPASSWORD=••• psql -h h'"],
  ["copy t to program 'put --api-key hunter2 -v'", "copy t to program 'put --api-key ••• -v'"],
  ["set app.api_token = 'hunter2'", "set app.api_token = '•••'"],
  ['set local app.secret to hunter2, abc', "set local app.secret to '•••', '•••'"],
  ["alter database d set my.password to 'hunter2'", "alter database d set my.password to '•••'"],
  ["alter role a in database d set my.token = 'hunter2'", "alter role a in database d set my.token = '•••'"],
  [
    "select set_config('app.jwt_secret', 'hunter2', false)",
    "select set_config('app.jwt_secret', '•••', false)",
  ],
  [
    "update u set password = crypt('hunter2', gen_salt('bf'))",
    "update u set password = crypt('•••', gen_salt('bf'))",
  ],
  ["select pgp_sym_encrypt(data, 'hunter2') from t", "select pgp_sym_encrypt(data, '•••') from t"],
  ["select * from u where password = 'hunter2'", "select * from u where password = '•••'"],
  ["select * from u where doc->>'api_key' = 'hunter2'", "select * from u where doc->>'api_key' = '•••'"],
  ["select f(password => 'hunter2')", "select f(password => '•••')"],
  [
    "select jsonb_build_object('n', 1, 'password', 'hunter2')",
    "select jsonb_build_object('n', 1, 'password', '•••')",
  ],
  [`select '{"password": "hunter2", "n": 1}'::jsonb`, `select '{"password": •••, "n": 1}'::jsonb`],
  [
    "do $$ begin execute 'create role a password ''hunter2'''; end $$",
    "do $$ begin execute 'create role a password ''•••'''; end $$",
  ],
  ["do $$ begin alter role a password 'hunter2'; end $$", "do $$ begin alter role a password '•••'; end $$"],
  [
    "execute format('alter role %I password %L', 'ann', 'hunter2')",
    "execute format('alter role %I password %L', '•••', '•••')",
  ],
  [
    "execute 'alter role a password ' || quote_literal('hunter2')",
    "execute 'alter role a password ' || quote_literal('•••')",
  ],
  ["select dblink('host=h password=' || 'hunter2')", "select dblink('host=h password=' || '•••')"],
  ['-- password: hunter2\nselect 1', '-- password: •••\nselect 1'],
  ['/* postgres://ann:hunter2@h/d */ select 1', '/* postgres://ann:•••@h/d */ select 1'],
  ['\\c "host=h password=hunter2"', '\\c "host=h password=•••"'],
  ["select http_get('https://h/x?token=hunter2&a=1')", "select http_get('https://h/x?token=•••&a=1')"],
];

/** These stay as they are: hiding what is no secret would make a run useless. */
const kept: readonly string[] = [
  "select 'password', secret, token from vault where name = 'hunter'",
  'alter role a password null',
  "set password_encryption = 'scram-sha-256'",
  "set search_path = marts, public; set work_mem = '64MB'",
  "alter role a valid until '2030-01-01' nobypassrls",
  "select column_name from information_schema.columns where column_name in ('password', 'email')",
  "create user mapping for a server s options (user 'ann')",
  "insert into payments values ('a', 'b'), ('c', 'd')",
  "select pgp_sym_encrypt from t where a = 'x'",
  "select 'https://h/x?a=1', 'user=ann host=h'",
  "create table t (password text not null default '', token uuid)",
  "select tokenize('some words'), compass = 'north' from t",
  'explain (analyze, format json) select 1 -- as before',
  "select $1, 'é🐘', E'a\\nb' from t where k = :name and j = {{ ref('x') }}",
];

describe('the text of a run without its secrets', () => {
  for (const [text, expected] of hidden) {
    it(expected.split('\n').join(' '), () => {
      const { text: clean, secrets } = redactSql(text);
      assert.equal(clean, expected);
      assert.doesNotMatch(clean, /hunter2|ter2/);
      assert.equal(redactSql(clean).text, clean, 'it stays so when it is redacted again');
      assert.ok(secrets.every((secret) => !clean.includes(secret)));
    });
  }

  for (const text of kept) {
    it(`keeps ${text}`, () => assert.deepEqual(redactSql(text), { text, secrets: [] }));
  }

  it('tells what it took out, so that an error that repeats it can be cleaned too', () => {
    assert.deepEqual(redactSql("alter role a passwort 'x'; alter role b password 'hunter2'").secrets, [
      "'hunter2'",
      'hunter2',
    ]);
  });

  it('finds each of many secrets in one text, and leaves what lies between', () => {
    const text = hidden
      .slice(0, 9)
      .map(([each]) => each)
      .join(';\n');
    const expected = hidden
      .slice(0, 9)
      .map(([, each]) => each)
      .join(';\n');
    assert.equal(redactSql(text).text, expected);
  });

  it('takes time in proportion to the text, whatever stands in it', () => {
    for (const piece of ['a.', 'password', "'", '(', '-u ', '=', 'x'.repeat(64), "''", '$$', '\\']) {
      redactSql(piece.repeat(200_000 / piece.length));
      redactSql(`select '${piece.replaceAll("'", '').repeat(200_000 / piece.length)}'`);
    }
  }).timeout(20_000);

  it('never fails, and leaves as many statements as there were', () => {
    const part = fc.constantFrom(
      "'",
      '"',
      '$$',
      'password',
      ' ',
      ';',
      '(',
      ')',
      ',',
      '=',
      '\\',
      'x',
      '--',
      '\n',
      '||',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const semicolons = (sql: string) => tokenize(sql).filter(({ kind }) => kind === 'semicolon').length;
        assert.equal(semicolons(redactSql(text).text), semicolons(text));
      }),
    );
  });
});
