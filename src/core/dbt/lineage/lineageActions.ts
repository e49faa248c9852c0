import type { LineageNode } from './lineageGraph';

/** What the menu of a node offers beside what the page does by itself. Each but the last is a command of the extension. */
export const lineageActions = [
  'build',
  'buildWith',
  'test',
  'preview',
  'showInMarts',
  'openMartPage',
  'copyName',
] as const;
export type LineageAction = (typeof lineageActions)[number];

export const lineageActionWords: Readonly<Record<LineageAction, string>> = {
  build: 'Build',
  buildWith: 'Build with Parents or Children…',
  test: 'Run Tests',
  preview: 'Preview',
  showInMarts: 'Show in Marts',
  openMartPage: 'Open Mart Page',
  copyName: 'Copy Name',
};

/** What can be done with a node. A test is built by running it; what is nothing in the database cannot be shown there. */
export function actionsOf({ kind, relation, materialized }: LineageNode): readonly LineageAction[] {
  const isBuilt = kind === 'model' || kind === 'seed' || kind === 'snapshot';
  const isThere = relation !== undefined && materialized !== 'ephemeral' && kind !== 'test';
  return [
    ...(isBuilt ? (['build', 'buildWith', 'test'] as const) : []),
    ...(kind === 'test' ? (['test'] as const) : []),
    ...(kind === 'model' ? (['preview'] as const) : []),
    ...(isThere ? (['showInMarts', 'openMartPage'] as const) : []),
    'copyName',
  ];
}
