import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { type MartKey, MartNotes } from '../../../src/vscode/marts/martNotes';

/** What VS Code keeps, in memory; as JSON, because that is how it comes back after a restart. */
class Memory implements vscode.Memento {
  private readonly kept = new Map<string, string>();

  keys(): readonly string[] {
    return [...this.kept.keys()];
  }

  get(key: string) {
    const text = this.kept.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as never);
  }

  update(key: string, value: unknown): Thenable<void> {
    this.kept.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}

const key = (name: string, different: Partial<MartKey> = {}): MartKey => ({
  place: { profileId: 'lake', database: undefined },
  schema: 'marts',
  name,
  ...different,
});

describe('what is kept of marts', () => {
  let workspace: Memory;
  let user: Memory;
  let notes: MartNotes;
  let changes: number;

  beforeEach(() => {
    workspace = new Memory();
    user = new Memory();
    notes = new MartNotes(workspace, user);
    changes = 0;
    notes.onDidChange(() => changes++);
  });

  it('keeps favourites for the user, each once, in the order in which they were added', async () => {
    await notes.setFavourite(key('b'), true);
    await notes.setFavourite(key('a'), true);
    await notes.setFavourite(key('b'), true);
    const later = new MartNotes(new Memory(), user);
    assert.deepEqual(later.favourites('lake'), [
      { schema: 'marts', name: 'a' },
      { schema: 'marts', name: 'b' },
    ]);
    assert.deepEqual(later.favourites('other'), []);
    await notes.setFavourite(key('a'), false);
    assert.deepEqual([notes.isFavourite(key('a')), notes.isFavourite(key('b')), changes], [false, true, 4]);
    assert.equal(notes.isFavourite(key('b', { place: { profileId: 'lake', database: 'x' } })), false);
  });

  it('keeps tags in the workspace, and finds the marts that have all of some', async () => {
    const odd = 'we"ird\n.,[]';
    await notes.setTags(key(odd), ['Finance', 'daily']);
    await notes.setTags(key('b'), ['daily']);
    await notes.setTags(key('c', { place: { profileId: 'other', database: undefined } }), ['daily']);
    const later = new MartNotes(workspace, new Memory());
    assert.deepEqual(later.tags(key(odd)), ['Finance', 'daily']);
    assert.deepEqual(later.tagged('lake', ['finance', 'daily']), [{ schema: 'marts', name: odd }]);
    assert.equal(later.tagged('lake', ['daily']).length, 2);
    await notes.setTags(key(odd), []);
    assert.deepEqual(notes.tagged('lake', ['finance']), []);
  });

  it('forgets the newest value with the column that it was of', async () => {
    await notes.setTimeColumn(key('a'), 'at');
    notes.noteNewest(key('a'), { column: 'at', value: 'now', age: 1 });
    notes.noteSizes([[key('a'), 4096]]);
    assert.deepEqual(notes.marks(key('a')), {
      favourite: false,
      tags: [],
      exactBytes: 4096,
      newest: { column: 'at', value: 'now', age: 1 },
    });
    await notes.setTimeColumn(key('a'), undefined);
    assert.deepEqual([notes.timeColumn(key('a')), notes.marks(key('a')).newest], [undefined, undefined]);
  });

  it('takes nonsense that was kept for nothing', async () => {
    await user.update('lakehouse.marts.favourites', { lake: [1, { schema: 's' }], other: 'x' });
    await workspace.update('lakehouse.marts.tags', 'x');
    assert.deepEqual(
      [notes.favourites('lake'), notes.favourites('other'), notes.tags(key('a'))],
      [[], [], []],
    );
  });
});
