import assert from 'node:assert/strict';
import { checkDraft, draftFields, shownValue, withField } from '../../../src/core/connections/connectionForm';
import { knownFields } from '../../../src/core/connections/readProfiles';

describe('The connection form', () => {
  it('has a field for everything that a settings entry may hold, except what the form makes itself', () => {
    const keys = draftFields.map((field) => field.key);
    assert.deepEqual(
      knownFields.filter((key) => !keys.includes(key)),
      ['id', 'url', 'passwordCommand', 'passwordCommandKeep', 'passwordCommandTimeout', 'ssh'],
    );
    assert.deepEqual(
      keys.filter((key) => !knownFields.includes(key)),
      [],
    );
  });

  it('names a connection after its host until it has a name', () => {
    const draft = { host: 'db.example', user: 'ana' };
    assert.equal(checkDraft(draft).value?.name, 'db.example');
    assert.equal(checkDraft(withField(draft, 'name', 'Warehouse')).value?.name, 'Warehouse');
  });

  it('says which fields are missing', () => {
    assert.deepEqual(
      checkDraft({}).problems.map((problem) => problem.message),
      ['host: is missing.', 'user: is missing.', 'database: is missing.'],
    );
  });

  it('removes a field that is emptied, so that its default holds again', () => {
    assert.deepEqual(withField({ host: 'a', port: 1 }, 'port', ''), { host: 'a' });
  });

  it('shows values with their meaning and defaults in words', () => {
    const shown = (key: string, draft: object) => {
      const field = draftFields.find((each) => each.key === key);
      assert.ok(field);
      return shownValue(field, draft as Readonly<Record<string, unknown>>);
    };
    assert.equal(shown('sslmode', {}), 'prefer on this machine, require elsewhere');
    assert.equal(shown('sslmode', { sslmode: 'disable' }), 'disable — Never TLS');
    assert.equal(shown('readOnly', { readOnly: true }), 'yes');
    assert.equal(shown('host', {}), '—');
    assert.equal(shown('port', { port: '54x' }), '54x');
  });
});
