import assert from 'node:assert/strict';
import {
  readConnectionFile,
  writeConnectionFile,
} from '../../../../src/core/connections/import/connectionFile';

const place = { host: 'db.example', database: 'lake', user: 'ana' };

/** What stands in a file, and what is read of it: connections with their notes, then what could not be read. */
const files: readonly (readonly [string, unknown, unknown])[] = [
  [
    'a connection',
    [{ id: 'w', name: 'Warehouse', ...place }],
    [['Warehouse', { name: 'Warehouse', ...place }, []]],
  ],
  [
    'a URL with a password, which is kept apart',
    [{ id: 'w', url: 'postgresql://ana:geheim@db.example/lake' }],
    [['db.example', place, [], 'geheim']],
  ],
  [
    'a program',
    [{ ...place, password: 'command', passwordCommand: ['rm', '-rf', '/'] }],
    ['Connection 1 of the file: passwordCommand: is missing.'],
  ],
  [
    'a program beside another source of the password',
    [{ ...place, passwordCommand: ['rm', '-rf', '/'] }],
    [
      [
        'db.example',
        place,
        ['passwordCommand is left out: a file must not name programs that run on this machine.'],
      ],
    ],
  ],
  [
    'a variable of the environment',
    [{ ...place, password: 'environment', passwordVariable: 'AWS_SECRET' }],
    [
      [
        'db.example',
        { ...place, password: 'environment', passwordVariable: 'AWS_SECRET' },
        ['It logs in with the environment variable AWS_SECRET.'],
      ],
    ],
  ],
  [
    'an unknown field',
    [{ ...place, colour: 'red' }],
    [['db.example', place, ['colour is no field of a connection and is left out.']]],
  ],
  ['no object', ['x'], ['Connection 1 of the file is no object.']],
  [
    'a field that is missing',
    [{ host: 'h' }],
    ['Connection 1 of the file: user: is missing. database: is missing.'],
  ],
];

describe('A file of connections', () => {
  for (const [name, connections, expected] of files) {
    it(`with ${name}`, () => {
      for (const file of [connections, { connections }, { 'lakehouse.connections': connections }]) {
        const { value, problems } = readConnectionFile(JSON.stringify(file));
        const read = value.map((each) => [
          each.name,
          each.draft,
          each.problems,
          ...(each.secret.kind === 'plain' ? [each.secret.password] : []),
        ]);
        assert.deepEqual([...read, ...problems], expected);
      }
    });
  }

  it('comes back as it was written', () => {
    const drafts = [{ name: 'Ä "b"', ...place }];
    const { value, problems } = readConnectionFile(`\ufeff${writeConnectionFile(drafts)}`);
    assert.deepEqual([value.map(({ draft }) => draft), problems], [drafts, []]);
  });

  for (const text of ['', 'null', '{}', '{"connections":1}', 'kind: lakehouse']) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.match(readConnectionFile(text).problems.join(), /This is no file of connections/);
    });
  }
});
