import assert from 'node:assert/strict';
import { readSchemaLayout } from '../../../../src/core/scaffold/schemaLayout/readSchemaLayout';
import type { FormValues } from '../../../../src/core/scaffold/scaffoldForm';

/** What stands in the form, and the fields with what is said about them. */
const cases: readonly (readonly [string, FormValues, readonly string[]])[] = [
  ['a preset is enough', { preset: 'guide' }, []],
  ['own schemas must be there', { preset: 'own' }, ['schemas: Add a schema.']],
  ['a schema needs a name', own(''), ['schemas.0.name: Name the schema.']],
  [
    'names of the system',
    own('pg_mine'),
    ['schemas.0.name: Names that begin with pg_ are reserved for the schemas of PostgreSQL.'],
  ],
  ['the same name twice', own('a', 'a'), ['schemas.1.name: There are two schemas named a.']],
  [
    'names that PostgreSQL would cut',
    own('ü'.repeat(32)),
    ['schemas.0.name: The name has 64 bytes, and PostgreSQL keeps only 63 of a name. Shorten it.'],
  ],
  ['NUL in a name', own('a\0b'), ['schemas.0.name: A name cannot hold the character NUL (code 0).']],
  [
    'NUL in a comment',
    { preset: 'own', schemas: [{ name: 'a', comment: 'a\0b' }] },
    ['schemas.0.comment: A comment cannot hold the character NUL (code 0).'],
  ],
  [
    'everybody is no role',
    { preset: 'marts', access: [{ role: 'public', level: 'read' }], writers: ['none'] },
    [
      'access.0.role: public is a word of PostgreSQL and not the name of a role. Name a role.',
      'writers: none is a word of PostgreSQL and not the name of a role. Name a role.',
    ],
  ],
  [
    'access to a schema that is not in the layout',
    { preset: 'marts', access: [{ role: 'bi', level: 'read', schemas: ['core'] }] },
    ['access.0.schemas: core is not one of the schemas above: marts.'],
  ],
  [
    'what a role may do is said twice',
    {
      preset: 'marts',
      access: [
        { role: 'bi', level: 'read', schemas: ['marts'] },
        { role: 'bi', level: 'write', schemas: [] },
      ],
    },
    ['access.1.role: What bi may do in marts is said twice. Keep one of the rows.'],
  ],
  [
    'values of wrong types',
    { preset: ['x'], access: 'x', schemas: [[]], writers: [{}] } as unknown as FormValues,
    [],
  ],
];

describe('the form of schema layouts', () => {
  for (const [title, values, wanted] of cases) {
    it(title, () => {
      const checked = readSchemaLayout(values);
      const problems = checked.kind === 'problems' ? checked.problems : [];
      assert.deepEqual(
        problems.map(({ field, message }) => `${String(field)}: ${message}`),
        wanted,
      );
    });
  }

  it('fills in what is left empty', () => {
    const checked = readSchemaLayout({
      preset: 'layers',
      comments: true,
      owner: '',
      access: [{ role: 'bi', level: 'read', schemas: [] }],
      pathRoles: ['bi'],
    });
    assert.ok(checked.kind === 'spec');
    const all = ['raw', 'staging', 'intermediate', 'marts'];
    assert.deepEqual(checked.spec.path, all);
    assert.deepEqual(checked.spec.access, [{ role: 'bi', level: 'read', schemas: all }]);
    assert.equal(checked.spec.owner, undefined);
    assert.ok(checked.spec.schemas.every(({ comment }) => comment !== undefined));
  });
});

function own(...names: readonly string[]): FormValues {
  return { preset: 'own', schemas: names.map((name) => ({ name })) };
}
