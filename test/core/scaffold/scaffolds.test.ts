import assert from 'node:assert/strict';
import { fieldsOf, readFormValues, startValues } from '../../../src/core/scaffold/formValues';
import type { FormField } from '../../../src/core/scaffold/scaffoldForm';
import { scaffoldEntry, scaffolds } from '../../../src/core/scaffold/scaffolds';

describe('the list of scaffolds', () => {
  it('has each id once, and no entry for any other text', () => {
    const ids = scaffolds.map(({ id }) => id);
    assert.deepEqual([...new Set(ids)], ids);
    assert.equal(scaffoldEntry('toString'), undefined);
  });

  for (const entry of scaffolds) {
    it(`knows ${entry.id} as it knows itself, and its form holds together`, async () => {
      const scaffold = await entry.load();
      assert.deepEqual([scaffold.id, scaffold.title], [entry.id, entry.title]);
      assert.match(scaffold.explain, /[.?]$/);
      assert.ok(entry.on.length > 0);
      const fields = fieldsOf(scaffold.form);
      checkFields(fields, []);
      const start = startValues(scaffold.form);
      assert.deepEqual(readFormValues(scaffold.form, JSON.parse(JSON.stringify(start))), start);
    });
  }
});

/** Ids are unique where they stand, and what a field names of other fields is there. */
function checkFields(fields: readonly FormField[], around: readonly FormField[]): void {
  const ids = fields.map(({ id }) => id);
  assert.deepEqual([...new Set(ids)], ids);
  const known = [...fields, ...around];
  for (const field of fields) {
    assert.doesNotMatch(field.id, /[.]/);
    const { when } = field;
    const named = when && known.find(({ id }) => id === when.field);
    assert.equal(
      when === undefined,
      named === undefined,
      `${field.id} is shown by a field that is not there`,
    );
    if (named?.kind === 'choice') {
      const values = named.choices.map(({ value }) => value);
      assert.deepEqual(
        when?.is.filter((value) => !values.includes(value)),
        [],
      );
    }
    const offer = 'offer' in field ? field.offer : undefined;
    if (typeof offer === 'object') {
      assert.ok(
        known.some(({ id }) => id === offer.columnsOf),
        `${field.id} offers the columns of no field`,
      );
    }
    if (field.kind === 'rows') {
      checkFields(field.fields, known);
    }
  }
}
