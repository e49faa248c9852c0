import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Entry {
  readonly command?: string;
  readonly when?: string;
}

const root = path.resolve(__dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly contributes: { readonly menus: Readonly<Record<string, readonly Entry[]>> };
};

const changes = [
  'rename',
  'comment',
  'truncate',
  'drop',
  'vacuum',
  'analyze',
  'refreshMaterializedView',
] as const;

/** Which changes the context menu offers for a context value. */
function offered(contextValue: string): readonly string[] {
  const entries = manifest.contributes.menus['view/item/context'] ?? [];
  return changes.filter((change) =>
    entries.some(({ command, when = '' }) => {
      const pattern = /^viewItem =~ \/(.*)\/$/.exec(when)?.[1];
      return (
        command === `lakehouse.explorer.${change}` &&
        pattern !== undefined &&
        new RegExp(pattern).test(contextValue)
      );
    }),
  );
}

describe('the menus of objects', () => {
  const cases: readonly (readonly [contextValue: string, changes: readonly string[]])[] = [
    ['relation.table', ['rename', 'comment', 'truncate', 'drop', 'vacuum', 'analyze']],
    ['relation.partitionedTable', ['rename', 'comment', 'truncate', 'drop', 'vacuum', 'analyze']],
    ['relation.view', ['rename', 'comment', 'drop']],
    [
      'relation.materializedView',
      ['rename', 'comment', 'drop', 'vacuum', 'analyze', 'refreshMaterializedView'],
    ],
    ['relation.foreignTable', ['rename', 'comment', 'truncate', 'drop', 'analyze']],
    ['column', ['rename', 'comment', 'drop']],
    ['index', ['rename', 'comment', 'drop']],
    ['schema', ['rename', 'comment', 'drop']],
    ['database', ['rename', 'comment']],
    ['function', ['rename', 'comment', 'drop']],
    ['policy', ['rename', 'comment', 'drop']],
    ['extension', ['comment', 'drop']],
    ['foreignDataWrapper', ['rename', 'comment', 'drop']],
    ['role', ['rename', 'comment', 'drop']],
    ['closedDatabase', []],
    ['folder.indexes', []],
    ['connection.connected', []],
    ['message.info', []],
  ];
  for (const [contextValue, expected] of cases) {
    it(`offer for ${contextValue}: ${expected.join(', ') || 'no change'}`, () => {
      assert.deepEqual(offered(`${contextValue}+write`), expected);
    });

    it(`offer no change for ${contextValue} on a read-only connection`, () => {
      assert.deepEqual(offered(contextValue), []);
    });
  }
});
