import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkDraft } from '../../../../src/core/connections/connectionForm';
import { parseEnvFile, readEnvFile } from '../../../../src/core/connections/import/envFile';
import { readEnvironment } from '../../../../src/core/connections/import/environmentConnection';
import {
  draftWithPasswordSource,
  type ImportedConnection,
  type ImportRead,
} from '../../../../src/core/connections/import/importedConnection';
import { readMicrosoftPostgres, readSqlTools } from '../../../../src/core/connections/import/otherExtensions';
import { readPgpassConnections } from '../../../../src/core/connections/import/pgpassConnections';
import { readServiceFile } from '../../../../src/core/connections/import/serviceFile';

describe('Importing connections', () => {
  it('reads a service file', () => {
    const text = readFileSync('test/fixtures/connections/pg_service.conf', 'utf8').replaceAll(
      '{port}',
      '5433',
    );
    assert.deepEqual(words(readServiceFile(text)), [
      'plain: {"host":"db.example","port":5433,"database":"lake","user":"ann"}',
      'full: {"host":"db.example","port":5433,"database":"my lake","user":"ann","sslmode":"disable","applicationName":"from service","connectTimeout":7} plain s p\'ace=d',
      'socket: {"host":"/tmp/nowhere","user":"ann"}',
      'twice: {"host":"first.example","port":5433,"user":"ann"}',
      'indented: {"host":"db.example","port":5433,"user":"ann"}',
      'umlaut ä: {"host":"db.example","port":5433,"database":"märz","user":"änn"}',
      'empty: {"host":"localhost"}',
      'unfinished: {"host":"db.example","port":5433,"user":"ann"}',
    ]);
  });

  it('says what a service file holds that is not used', () => {
    const { value, problems } = readServiceFile(
      'host=early\n[a]\nldap://x\nnothing\nnosuch=1\ntcp_user_timeout=0\nport=x\n',
    );
    assert.deepEqual(problems, ['Line 1 stands before the first [service].']);
    assert.deepEqual(value[0]?.problems, [
      'Line 3 asks an LDAP server, which is not supported.',
      'Line 4 is no keyword=value.',
      'PostgreSQL knows no parameter nosuch.',
      'The parameter tcp_user_timeout is not used.',
      'The port must be a whole number.',
    ]);
  });

  it('reads the lines of a password file that name a host and a user', () => {
    const read = readPgpassConnections(
      '# mine\ndb.example:5433:lake:ann:secret\n*:*:*:ann:secret\nh\\:1:*:*:bob:x\nh:1:replication:rep:x\nbroken\n',
    );
    assert.deepEqual(words(read), [
      'ann@db.example: {"host":"db.example","port":5433,"database":"lake","user":"ann","password":"pgpass"} pgpass',
      'bob@h:1: {"host":"h:1","user":"bob","password":"pgpass"} pgpass',
    ]);
    assert.deepEqual(read.problems, [
      'Line 6: A line needs host:port:database:user:password.',
      '2 lines name no host or no user, or are for replication.',
    ]);
  });

  it('reads the environment, and leaves its password there', () => {
    assert.deepEqual(
      words(readEnvironment({ PGHOST: 'db', PGUSER: 'ann', PGPASSWORD: 'secret', PGSSLMODE: 'require' })),
      ['db: {"host":"db","user":"ann","sslmode":"require","password":"environment"} environment'],
    );
    assert.deepEqual(words(readEnvironment({ PGPASSWORD: 'secret', PGPORT: '5433' })), []);
  });

  it('reads the variables of an .env file', () => {
    const text = [
      '\uFEFF# comment',
      'BARE=value # comment',
      "SINGLE='a # ${BARE} \\n'",
      'export DOUBLE="a \\"b\\" # ${BARE}"',
      'FALLBACK=${NOSUCH:-other}',
      'EMPTY=',
      'HASH=a#b',
      'not a line',
    ].join('\r\n');
    assert.deepEqual(Object.fromEntries(parseEnvFile(text)), {
      BARE: 'value',
      SINGLE: 'a # ${BARE} \\n',
      DOUBLE: 'a "b" # value',
      FALLBACK: 'other',
      EMPTY: '',
      HASH: 'a#b',
    });
  });

  it('finds the connections of an .env file', () => {
    const text = [
      'PASSWORD=geheim',
      'DATABASE_URL=postgres://ann:${PASSWORD}@db:5433/lake',
      'SQLALCHEMY_DATABASE_URI="postgresql+psycopg2://bob@db/lake?sslmode=require"',
      'SPRING_DATASOURCE_URL=jdbc:postgresql://db/lake?user=eve',
      'MYSQL_URL=mysql://x@y/z',
      'POSTGRES_USER=ann',
      'POSTGRES_PASSWORD=geheim',
      'POSTGRES_DB=lake',
      'DAGSTER_PG_HOST=dagster.example',
      'DAGSTER_PG_PORT=5434',
      'DAGSTER_PG_USERNAME=dag',
      'DAGSTER_PG_PASSWORD=geheim',
      'REDIS_HOST=redis',
      'PGHOST=pg.example',
      'PGUSER=pam',
    ].join('\n');
    assert.deepEqual(words(readEnvFile(text)), [
      'DATABASE_URL: {"host":"db","port":5433,"database":"lake","user":"ann"} plain geheim',
      'SQLALCHEMY_DATABASE_URI: {"host":"db","database":"lake","user":"bob","sslmode":"require"}',
      'SPRING_DATASOURCE_URL: {"host":"db","database":"lake","user":"eve"}',
      'POSTGRES_*: {"host":"localhost","database":"lake","user":"ann"} plain geheim',
      'DAGSTER_PG_*: {"host":"dagster.example","port":5434,"user":"dag"} plain geheim',
      'PG_*: {"host":"pg.example","user":"pam"}',
    ]);
  });

  it('reads the settings of SQLTools', () => {
    const setting = [
      {
        name: 'Lake',
        driver: 'PostgreSQL',
        server: 'db',
        port: 5433,
        database: 'lake',
        username: 'ann',
        password: 'x y',
      },
      { name: 'By URL', driver: 'PostgreSQL', connectString: 'postgres://bob@db/lake' },
      { name: 'Other', driver: 'MySQL', server: 'db' },
      'nonsense',
    ];
    assert.deepEqual(words(readSqlTools(setting)), [
      'Lake: {"host":"db","port":5433,"database":"lake","user":"ann"} plain x y',
      'By URL: {"host":"db","database":"lake","user":"bob"}',
    ]);
    assert.deepEqual(words(readSqlTools(undefined)), []);
  });

  it('reads the settings of Microsoft’s extension', () => {
    const setting = [
      { profileName: 'Lake', server: 'db', port: '5433', database: 'lake', user: 'ann', sslmode: 'require' },
      { server: 'db2', dbname: 'lake2', user: 'bob', password: 'x' },
    ];
    assert.deepEqual(words(readMicrosoftPostgres(setting)), [
      'Lake: {"host":"db","port":5433,"database":"lake","user":"ann","sslmode":"require"}',
      'lake2: {"host":"db2","database":"lake2","user":"bob"} plain x',
    ]);
  });

  it('never puts a password among the fields', () => {
    const [imported] = readEnvFile('U=postgres://ann:geheim@db/lake').value;
    assert.ok(imported);
    const draft = draftWithPasswordSource(imported);
    assert.doesNotMatch(JSON.stringify(draft), /geheim/);
    assert.equal(checkDraft(draft).value?.password, 'secretStorage');
  });
});

function words({ value }: ImportRead): string[] {
  return value.map((imported) => {
    const { name, secret } = imported;
    const where = secret.kind === 'none' ? '' : ` ${secret.kind}`;
    return `${name}: ${JSON.stringify(draftWithPasswordSource(imported))}${where}${plainPassword(imported)}`;
  });
}

function plainPassword({ secret }: ImportedConnection): string {
  return secret.kind === 'plain' ? ` ${secret.password}` : '';
}
