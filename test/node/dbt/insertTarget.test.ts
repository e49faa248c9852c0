import assert from 'node:assert/strict';
import {
  insertTarget,
  type NewTarget,
  passwordVariableOf,
} from '../../../src/core/dbt/profiles/insertTarget';
import { newProjectFiles } from '../../../src/core/dbt/project/newProject';
import { yamlValue } from '../../../src/core/dbt/yaml/yamlNode';
import { readYaml } from '../../../src/node/dbt/yaml/readYaml';

const target: NewTarget = {
  ...{ name: 'prod', host: 'db.example', port: 5432, user: 'dbt', database: '007', schema: 'marts' },
  ...{ sslmode: 'require', role: undefined, searchPath: undefined, threads: 4 },
  passwordVariable: passwordVariableOf('prod'),
};

const lines = [
  'prod:',
  '  type: postgres',
  '  host: db.example',
  '  port: 5432',
  '  user: dbt',
  `  password: "{{ env_var('DBT_ENV_SECRET_PROD_PASSWORD') }}"`,
  '  dbname: "007"',
  '  schema: marts',
  '  threads: 4',
  '  keepalives_idle: 30',
  '  sslmode: require',
];

function indented(by: number): string {
  return lines.map((line) => `${' '.repeat(by)}${line}\n`).join('');
}

function written(text: string, profile = 'shop', change: Partial<NewTarget> = {}): string {
  const result = insertTarget(readYaml('profiles.yml', text), profile, { ...target, ...change });
  const read = readYaml('profiles.yml', result);
  assert.deepEqual(read.problems, []);
  const name = change.name ?? target.name;
  assert.ok(yamlValue(read.root, profile, 'outputs', name, 'host'), 'the target is where dbt finds it');
  return result;
}

describe('a target that is written into profiles.yml', () => {
  it('comes after the last one, with its indent, and leaves comments alone', () => {
    const before = `# mine\nshop:   # the shop\n    target: dev\n    outputs:\n        dev:   # local\n            type: postgres\n            pass: x  # secret\n\n# other\nother:\n  outputs:\n    dev: {type: duckdb}\n`;
    assert.equal(written(before), before.replace('# secret\n', `# secret\n${indented(8)}`));
  });

  it('comes before the next key of its profile', () => {
    const before = 'shop:\n  outputs:\n    dev:\n      type: postgres\n  # the default\n  target: dev\n';
    assert.equal(written(before), before.replace('postgres\n', `postgres\n${indented(4)}`));
  });

  it('keeps the line breaks of Windows and adds a missing last one', () => {
    assert.equal(
      written('shop:\r\n  outputs:\r\n    dev:\r\n      type: postgres'),
      `shop:\r\n  outputs:\r\n    dev:\r\n      type: postgres\r\n${indented(4).replaceAll('\n', '\r\n').trimEnd()}`,
    );
  });

  it('comes before any number of comments, at once', () => {
    for (const [count, eol] of [
      [60, '\r\n'],
      [20_000, '\r\n'],
      [20_000, '\n'],
    ] as const) {
      const before = `shop:${eol}  outputs:${eol}    dev:${eol}      type: postgres${eol}`;
      const comments = `  # Ask before you change this.${eol}`.repeat(count);
      assert.equal(
        written(`${before}${comments}`),
        `${before}${indented(4).replaceAll('\n', eol)}${comments}`,
        `${String(count)} lines that end with ${JSON.stringify(eol)}`,
      );
    }
  });

  it('makes its profile, and the file', () => {
    const made = `shop:\n  target: prod\n  outputs:\n${indented(4)}`;
    assert.equal(written(''), made);
    assert.equal(written('a:\n  outputs: {}'), `a:\n  outputs: {}\n\n${made}`);
  });

  it('quotes what YAML would take for something else', () => {
    const text = written('', 'yes', { name: 'on', user: 'a: "b" #c', schema: 'null' });
    const outputs = yamlValue(readYaml('profiles.yml', text).root, 'yes', 'outputs', 'on');
    const value = (key: string) => {
      const node = yamlValue(outputs, key);
      return node?.kind === 'scalar' ? node.value : undefined;
    };
    assert.deepEqual([value('user'), value('schema'), value('dbname')], ['a: "b" #c', 'null', '007']);
  });

  it('refuses what it cannot write safely', () => {
    const refused = (text: string, what: RegExp, change: Partial<NewTarget> = {}) =>
      assert.throws(
        () => insertTarget(readYaml('profiles.yml', text), 'shop', { ...target, ...change }),
        what,
      );
    refused('shop: {outputs: {dev: {type: postgres}}}\n', /by hand/);
    refused('shop:\n  outputs: {dev: {type: postgres}}\n', /by hand/);
    refused('- shop\n', /by hand/);
    refused('shop:\n  outputs:\n    prod:\n      type: postgres\n', /has a target prod already/);
    refused('shop: [\n', /not valid YAML/);
    refused('', /Jinja/, { user: '{{ 1 }}' });
  });
});

describe('a new dbt project', () => {
  it('has files of valid YAML that name each other', () => {
    const files = new Map(
      newProjectFiles({
        name: 'shop',
        target,
        source: { schema: 'raw data', tables: ["o'rders", 'no'] },
      }).map(({ path, text }) => [path, text]),
    );
    assert.deepEqual(
      [...files.keys()],
      [
        ...['dbt_project.yml', 'profiles.yml', '.gitignore', 'models/staging/sources.yml'],
        ...['models/staging/stg_o_rders.sql', 'models/marts/mart_o_rders.sql'],
      ],
    );
    for (const [path, text] of files) {
      if (path.endsWith('.yml')) {
        assert.deepEqual(readYaml(path, text).problems, [], path);
      }
    }
    assert.equal(
      files.get('models/staging/stg_o_rders.sql'),
      "select *\nfrom {{ source('raw data', 'o\\'rders') }}\n",
    );
    assert.match(files.get('models/staging/sources.yml') ?? '', /- name: "no"/);
    assert.doesNotMatch([...files.values()].join(), /password: (?!"\{\{ env_var)/);
  });
});
