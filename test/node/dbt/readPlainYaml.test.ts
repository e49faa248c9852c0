import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readAnyYaml } from '../../../src/node/dbt/yaml/readAnyYaml';
import { readPlainYaml } from '../../../src/node/dbt/yaml/readPlainYaml';
import { repositoryRoot } from '../../support/sourceFiles';

const runs = 500;

/** Whether the plain reader takes a text; when it does, it must hand back what the library does. */
function isPlain(text: string): boolean {
  const root = readPlainYaml(text);
  if (root === undefined) {
    return false;
  }
  assert.deepEqual({ root, problems: [] }, { ...pick(readAnyYaml('x.yml', text)) }, JSON.stringify(text));
  return true;
}

function pick({ root, problems }: ReturnType<typeof readAnyYaml>) {
  return { root, problems };
}

/** What stands behind a colon or a dash. The first half is plain, the second is not or is broken. */
const plainValues: readonly string[] = [
  ...[
    'orders',
    'One row for each order',
    '17',
    '-1.5',
    'yes',
    'null',
    '~',
    '1:30',
    'http://x/y#z',
    'a #b',
    'a  # b',
  ],
  ...[
    '"in quotes"',
    "'it''s'",
    "''",
    '"a: b # c" # d',
    '[]',
    '[unique, not_null]',
    '[ \'a\', "b", 1 ]',
    '[[a], {b: c}]',
  ],
  ...[
    '{}',
    '{ +materialized: view, tags: [mart] }',
    '{a: {b: "c"}}',
    '-x',
    '.5',
    'x }} y',
    'é 🐘',
    'x{{ y }}',
  ],
];
const otherValues: readonly string[] = [
  ...[
    '&a x',
    '*a',
    '!t x',
    '|',
    '>-',
    '"open',
    "'open",
    '"a\\tb"',
    '[open',
    '{open',
    'a: b',
    '{ a }',
    '[a: b]',
    '[a, ]',
  ],
  ...[
    "{{ ref('x') }}",
    '@x',
    '%x',
    '`x`',
    '- a',
    '-',
    '?',
    '? x',
    '"a"b',
    "'a' 'b'",
    '[a] b',
    '[a]: b',
    'x:',
    '{a:1}',
  ],
  ...[
    '[a #b]',
    '{"a":1}',
    ', x',
    '] x',
    '#x',
    ' # x',
    'a\tb',
    '\tx',
    '"a":b',
    '[-]',
    '[- a]',
    '{? a: b}',
    '--- x',
    '...',
  ],
];
const keys: readonly string[] = [
  'name',
  '+schema',
  'a b',
  '"k"',
  "'k''s'",
  'on',
  '12',
  'data_tests',
  '<<',
  'a-b',
  'é',
];

interface Value {
  readonly key: string;
  readonly text: string;
  readonly below: readonly Value[];
  readonly shape: 'text' | 'map' | 'list' | 'flush list' | 'empty';
  readonly extra: string;
}

const extras: readonly string[] = [
  '',
  '',
  '',
  '',
  '',
  '\n',
  '# note\n',
  '      # note\n',
  '  # note\n',
  '\n# x\n\n',
];

function values(text: fc.Arbitrary<string>): fc.Arbitrary<readonly Value[]> {
  const { all } = fc.letrec<{ all: readonly Value[] }>((tie) => ({
    all: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom(...keys),
        text,
        below: fc.oneof({ maxDepth: 3 }, fc.constant([]), tie('all')),
        shape: fc.constantFrom('text', 'map', 'list', 'flush list', 'empty'),
        extra: fc.constantFrom(...extras),
      }),
      { minLength: 1, maxLength: 4, selector: ({ key }) => key },
    ),
  }));
  return all;
}

function mapText(all: readonly Value[], indent: string): string {
  return all.map((each) => `${indent}${each.key}:${behind(each, indent)}`).join('');
}

function behind({ text, below, shape, extra }: Value, indent: string): string {
  if (shape === 'empty') {
    return `\n${extra}`;
  }
  if (shape === 'text' || below.length === 0) {
    return ` ${text}\n${extra}`;
  }
  const deeper = `${indent}  `;
  return `\n${extra}${shape === 'map' ? mapText(below, deeper) : listText(below, shape === 'list' ? deeper : indent)}`;
}

/** Every second item is a map that begins on the line of its dash. */
function listText(all: readonly Value[], indent: string): string {
  return all
    .map((each, at) =>
      at % 2 === 0
        ? `${indent}- ${mapText([each, { ...each, key: 'more' }], `${indent}  `).trimStart()}`
        : `${indent}- ${each.text}\n${each.extra}`,
    )
    .join('');
}

describe('reading plain YAML of dbt', () => {
  it('says of made texts what the library says, and takes most of them', () => {
    let [plain, all] = [0, 0];
    fc.assert(
      fc.property(
        values(fc.constantFrom(...plainValues)),
        fc.constantFrom('\n', '\r\n'),
        (made, lineBreak) => {
          all++;
          plain += isPlain(mapText(made, '').replaceAll('\n', lineBreak)) ? 1 : 0;
        },
      ),
      { numRuns: runs },
    );
    assert.ok(plain > all / 3, `${String(plain)} of ${String(all)}`);
  });

  it('says what the library says, or nothing, where something else stands in between', () => {
    const text = fc.oneof(fc.constantFrom(...plainValues), fc.constantFrom(...otherValues));
    fc.assert(
      fc.property(values(text), (made) => void isPlain(mapText(made, ''))),
      { numRuns: runs },
    );
  });

  it('says what the library says, or nothing, of texts that were cut and pasted', () => {
    const piece = fc.constantFrom(
      ...'\n  -:#[]{}"\',ab'.split(''),
      ': ',
      '\n- ',
      '\n  ',
      '---\n',
      '\n...',
      ' #',
    );
    const place = fc.nat(400);
    fc.assert(
      fc.property(
        values(fc.constantFrom(...plainValues)),
        fc.array(fc.tuple(place, fc.nat(3), piece)),
        (made, edits) => {
          const edited = edits.reduce(
            (text, [at, cut, put]) =>
              text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut),
            mapText(made, ''),
          );
          isPlain(edited);
        },
      ),
      { numRuns: runs },
    );
  });

  for (const value of [...plainValues, ...otherValues]) {
    it(`says what the library says of ${JSON.stringify(value)}`, () => {
      for (const text of [
        `a: ${value}\nb: 1\n`,
        `- ${value}\n- b\n`,
        `a:\n- b: ${value}`,
        `${value}: a\n`,
        value,
      ]) {
        isPlain(text);
      }
    });
  }

  it('takes the values that properties files have', () => {
    for (const value of plainValues) {
      assert.ok(isPlain(`a: ${value}\n`), value);
    }
  });

  it('says what the library says of every YAML file here', () => {
    const files = ['test/fixtures', 'demo'].flatMap((folder) =>
      readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => path.join(repositoryRoot, folder, name)),
    );
    const plain = files.filter((file) => isPlain(readFileSync(file, 'utf8')));
    assert.ok(plain.length > 2, plain.join('\n'));
  });
});
