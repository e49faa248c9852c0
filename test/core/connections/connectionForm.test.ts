import assert from 'node:assert/strict';
import {
  checkDraft,
  draftProblems,
  entryDraft,
  fieldValue,
  isSet,
  shownValue,
  typedValue,
  withField,
} from '../../../src/core/connections/connectionForm';
import { draftFields, draftSections } from '../../../src/core/connections/draftFields';
import { knownFields } from '../../../src/core/connections/readProfiles';
import { readPasted } from '../../../src/core/connections/readPasted';

const place = { host: 'db.example', user: 'ana', database: 'lake' };

function field(key: string) {
  const found = draftFields.find((each) => each.key === key);
  assert.ok(found, key);
  return found;
}

describe('The connection form', () => {
  it('has a field for everything that a settings entry may hold, except what the form makes itself', () => {
    const keys = draftFields.map(({ key }) => key.split('.')[0] ?? key);
    assert.deepEqual(
      knownFields.filter((key) => !keys.includes(key)),
      ['id', 'url'],
    );
    assert.deepEqual(
      keys.filter((key) => !knownFields.includes(key)),
      [],
    );
    const sections: readonly string[] = draftSections.map(({ id }) => id);
    assert.deepEqual(
      draftFields.filter(({ section }) => !sections.includes(section)),
      [],
    );
  });

  it('names a connection after its host until it has a name', () => {
    assert.equal(checkDraft(place).value?.name, 'db.example');
    assert.equal(checkDraft(withField(place, 'name', 'Warehouse')).value?.name, 'Warehouse');
  });

  it('removes a field that is emptied, so that its default holds again, and an object with its last field', () => {
    assert.deepEqual(withField({ host: 'a', port: 1 }, 'port', ''), { host: 'a' });
    const tunnel = withField(withField(place, 'ssh.host', 'bastion'), 'ssh.port', 2222);
    assert.deepEqual(tunnel, { ...place, ssh: { host: 'bastion', port: 2222 } });
    assert.equal(fieldValue(tunnel, 'ssh.port'), 2222);
    assert.deepEqual(withField(withField(tunnel, 'ssh.port', ''), 'ssh.host', ''), place);
  });

  it('reads what is typed as the settings have it, and shows it as it is typed', () => {
    const typed: readonly (readonly [string, string, unknown])[] = [
      ['port', ' 5433 ', 5433],
      ['port', '5432,5433', '5432,5433'],
      ['port', '54x', '54x'],
      ['host', ' db ', 'db'],
      ['passwordCommand', "aws rds 'a b'", ['aws', 'rds', 'a b']],
      ['passwordCommand', '', ''],
      ['passwordCommand', "aws 'rds", ["aws 'rds"]],
    ];
    for (const [key, text, value] of typed) {
      assert.deepEqual(typedValue(field(key), text), value, text);
    }
    const command = withField(place, 'passwordCommand', ['aws', 'a b', "it's", '--x=1']);
    assert.equal(shownValue(field('passwordCommand'), command), "aws 'a b' 'it'\\''s' --x=1");
    assert.equal(shownValue(field('port'), { port: 5433 }), '5433');
    assert.equal(shownValue(field('ssh.host'), place), '');
    const jump = { ...place, ssh: { host: 'b', jump: ['ana@one:22', 'two'] } };
    assert.equal(shownValue(field('ssh.jump'), jump), 'ana@one:22, two');
  });

  it('starts production read-only unless told otherwise', () => {
    const readOnly = field('readOnly');
    assert.equal(isSet(readOnly, { environment: 'production' }), true);
    assert.equal(isSet(readOnly, { environment: 'production', readOnly: false }), false);
    assert.equal(isSet(readOnly, {}), false);
  });

  const wrong: readonly (readonly [object, string, string])[] = [
    [{}, 'host', 'Host is missing.'],
    [{ ...place, port: 70_000 }, 'port', '70000 is no port. Use a number from 1 to 65535.'],
    [{ ...place, lockTimeout: 'x' }, 'lockTimeout', '"x" is no number of seconds.'],
    [{ ...place, password: 'command' }, 'passwordCommand', 'Command is missing.'],
    [{ ...place, ssh: { port: 22 } }, 'ssh.host', 'SSH server is missing.'],
    [{ ...place, ssh: { host: 'b', port: 'x' } }, 'ssh.port', 'SSH port must be a number from 1 to 65535.'],
  ];
  for (const [draft, key, sentence] of wrong) {
    it(`says at ${key}: ${sentence}`, () => {
      const { byField, general } = draftProblems(draft as Readonly<Record<string, unknown>>);
      assert.deepEqual([byField.get(key), general], [sentence, []]);
    });
  }

  it('refuses a program in the settings of a workspace', () => {
    const draft = { ...place, password: 'command', passwordCommand: ['aws'] };
    assert.equal(draftProblems(draft, 'user').byField.size, 0);
    assert.equal(
      draftProblems(draft, 'workspace').byField.get('password'),
      'A command may stand in the user settings only.',
    );
  });

  it('takes an entry apart for editing', () => {
    const entry = { id: 'w', name: 'W', url: 'postgresql://ana:geheim@db:5433/lake', port: 1, colour: 'red' };
    assert.deepEqual(entryDraft(entry), {
      draft: { host: 'db', port: 1, database: 'lake', user: 'ana', name: 'W' },
      password: 'geheim',
      problems: ['colour is no field of a connection and is left out.'],
    });
  });

  it('fills a draft from what is pasted, and takes everything away that belonged to another host', () => {
    const draft = { ...place, port: 1, sslmode: 'require', name: 'W', environment: 'staging' };
    assert.deepEqual(readPasted('postgres://bob:geheim@other/x?passfile=y', draft), {
      draft: { name: 'W', environment: 'staging', host: 'other', database: 'x', user: 'bob' },
      password: 'geheim',
      understood: 'Understood: host, database, user and a password, which is kept apart.',
      problems: ['The parameter passfile is not used.'],
    });
    assert.deepEqual(readPasted('user=eve', draft).draft, { ...draft, user: 'eve' });
    const unreadable = readPasted('mysql://a/b', draft);
    assert.deepEqual([unreadable.draft, unreadable.understood], [draft, undefined]);
    assert.equal(unreadable.problems.length, 1);
  });
});
