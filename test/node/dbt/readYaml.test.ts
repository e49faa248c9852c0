import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { YamlNode } from '../../../src/core/dbt/yaml/yamlNode';
import { readYaml } from '../../../src/node/dbt/yaml/readYaml';
import { repositoryRoot } from '../../support/sourceFiles';

const folder = path.join(repositoryRoot, 'test/fixtures/dbt/reading');
const fixture = (name: string) => readFileSync(path.join(folder, name), 'utf8');

/** A text, the kind of its only problem, the line where it is, and what can still be read below `kept`. */
const broken: readonly (readonly [name: string, text: string, kind: string, line: number])[] = [
  ['a quote that is not closed', 'kept: 1\nhost: "db\nuser: ann\n', 'syntax', 2],
  ['a tab as indentation', 'kept: 1\nouter:\n\tinner: 1\n', 'syntax', 3],
  ['a colon too many', 'kept: 1\nhost: db: 5432\n', 'syntax', 2],
  ['a wrong indentation', 'kept: 1\na:\n    b: 1\n  c: 2\n', 'syntax', 4],
  ['a bracket that is not closed', 'kept: 1\nlist: [1, 2\nmore: x\n', 'syntax', 3],
  ['Jinja without quotes', "kept: 1\nhost: {{ env_var('HOST') }}\n", 'key', 2],
  ['an escape that is none', 'kept: 1\nhost: "C:\\db"\n', 'syntax', 2],
  ['an alias without anchor', 'kept: 1\nhost: *nobody\n', 'alias', 2],
  ['an anchor that holds itself', 'kept: 1\nouter: &a\n  inner: *a\n', 'alias', 3],
  ['a key given twice', 'kept: 1\nhost: a\nhost: b\n', 'duplicate', 3],
  ['an unknown tag', 'kept: 1\npassword: !vault |\n  secret\n', 'tag', 2],
  ['a second document', 'kept: 1\n---\nmore: 2\n', 'syntax', 2],
  ['a percent sign at the beginning', '%kept\n---\nkept: 1\n', 'syntax', 1],
];

describe('reading YAML of dbt', () => {
  for (const name of ['plain', 'merge']) {
    it(`types ${name} as PyYAML does`, () => {
      const document = readYaml(name, fixture(`${name}.yml`));
      assert.deepEqual(plainData(document.root), JSON.parse(fixture(`${name}.json`)));
      assert.deepEqual(document.problems, []);
    });
  }

  for (const [name, text, kind, line] of broken) {
    it(`finds ${name} at its line`, () => {
      const { root, problems } = readYaml('x.yml', text);
      assert.deepEqual(
        problems.map((each) => [each.kind, text.slice(0, each.range.start).split('\n').length]),
        [[kind, line]],
      );
      const kept = root?.kind === 'map' ? root.entries.find(({ key }) => key === 'kept')?.value : undefined;
      assert.equal(kept?.kind === 'scalar' ? kept.value : undefined, 1);
      assert.ok(!problems.some(({ message }) => message.includes('secret')));
    });
  }

  it('tells places in UTF-16', () => {
    const text = 'note: "🐘 é"\nhost: "db"\n';
    const { root } = readYaml('x.yml', text);
    assert.ok(root?.kind === 'map');
    assert.deepEqual(
      root.entries.map(({ keyRange, value }) => [
        text.slice(keyRange.start, keyRange.end),
        text.slice(value.range.start, value.range.end),
      ]),
      [
        ['note', '"🐘 é"'],
        ['host', '"db"'],
      ],
    );
  });

  it('keeps its place after a byte order mark', () => {
    const text = '\uFEFFhost: db\n';
    const { root } = readYaml('x.yml', text);
    assert.ok(root?.kind === 'map');
    assert.deepEqual(
      root.entries.map(({ key, keyRange }) => [key, text.slice(keyRange.start, keyRange.end)]),
      [['host', 'host']],
    );
  });

  it('does not write out a bomb of aliases', () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) =>
        `l${String(at + 1)}: &l${String(at + 1)} [${Array(10)
          .fill(`*l${String(at)}`)
          .join(', ')}]`,
    );
    const { problems } = readYaml('x.yml', ['l0: &l0 x', ...levels].join('\n'));
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['alias'],
    );
  });

  it('survives a depth that no file has', () => {
    const { problems } = readYaml('x.yml', '['.repeat(200_000));
    assert.equal(problems.length, 1);
  });

  it('has nothing of an empty file', () => {
    for (const text of ['', '\n', '# only a comment\n', '---\n']) {
      const { root, problems } = readYaml('x.yml', text);
      assert.deepEqual([root, problems], [undefined, []], JSON.stringify(text));
    }
  });
});

function plainData(node: YamlNode | undefined): unknown {
  switch (node?.kind) {
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainData(value)]));
    case 'list':
      return node.items.map(plainData);
    case 'scalar':
      return node.value === Infinity ? 'Infinity' : Object.is(node.value, -0) ? 0 : node.value;
    case undefined:
      return undefined;
  }
}
