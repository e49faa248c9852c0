import type { DbtNode } from '../graph/dbtGraph';

/** The layers of a project, in the order in which data flows through them. */
export const lineageLayers = [
  'source',
  'seed',
  'snapshot',
  'staging',
  'intermediate',
  'model',
  'mart',
  'test',
  'exposure',
  'other',
] as const;
export type LineageLayer = (typeof lineageLayers)[number];

/**
 * The layer of a node: its kind; for a model, the nearest folder that is called as layers are, or else the beginning of its
 * name, as dbt's guide to the structure of projects has them.
 */
export function layerOf({ kind, file, name }: Pick<DbtNode, 'kind' | 'file' | 'name'>): LineageLayer {
  switch (kind) {
    case 'source':
    case 'seed':
    case 'snapshot':
    case 'test':
    case 'exposure':
      return kind;
    case 'model':
      return folderLayer(file) ?? prefixLayer(name) ?? 'model';
    case 'analysis':
    case 'operation':
    case 'other':
      return 'other';
  }
}

const folders: ReadonlyMap<string, LineageLayer> = new Map([
  ...['staging', 'stage', 'stg', 'bronze', 'base', 'raw'].map((name) => [name, 'staging'] as const),
  ...['intermediate', 'int', 'silver', 'core'].map((name) => [name, 'intermediate'] as const),
  ...['marts', 'mart', 'gold', 'reporting', 'report', 'reports', 'presentation'].map(
    (name) => [name, 'mart'] as const,
  ),
]);

function folderLayer(file: string): LineageLayer | undefined {
  const names = file.toLowerCase().split('/').slice(0, -1).reverse();
  return names.map((name) => folders.get(name)).find((layer) => layer !== undefined);
}

const prefixes: ReadonlyMap<string, LineageLayer> = new Map([
  ['stg', 'staging'],
  ['base', 'staging'],
  ['int', 'intermediate'],
  ['mart', 'mart'],
  ['fct', 'mart'],
  ['fact', 'mart'],
  ['dim', 'mart'],
  ['rpt', 'mart'],
]);

function prefixLayer(name: string): LineageLayer | undefined {
  return prefixes.get(name.toLowerCase().split('_')[0] ?? '');
}
