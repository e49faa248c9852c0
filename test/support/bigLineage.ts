import type { DbtGraph } from '../../src/core/dbt/graph/dbtGraph';
import { dbtGraphOf, dbtNode } from './dbtNodes';

/** The graph of a project as `writeBigDbtProject` writes one: each model reads two earlier ones, those of the first layer a source. */
export function bigDbtGraph(models: number): DbtGraph {
  const tables = Math.ceil(models / 10);
  const sources = Array.from({ length: tables }, (_, table) =>
    dbtNode(`source.big.core.table_${String(table)}`, {
      ...{ name: `table_${String(table)}`, sourceName: 'core', file: 'models/staging/sources.yml' },
      relation: { database: undefined, schema: 'core', name: `table_${String(table)}` },
    }),
  );
  const idOf = (model: number) => `model.big.model_${String(model)}`;
  const made = Array.from({ length: models }, (_, model) => {
    const layer = model < models * 0.4 ? 'staging' : model < models * 0.7 ? 'intermediate' : 'marts';
    const read = [...new Set([idOf(Math.floor(model / 2)), idOf(Math.floor(model / 3))])];
    return dbtNode(idOf(model), {
      name: `model_${String(model)}`,
      file: `models/${layer}/area_${String(Math.floor(model / 40))}/model_${String(model)}.sql`,
      materialized: layer === 'staging' ? 'view' : layer === 'intermediate' ? 'ephemeral' : 'table',
      tags: layer === 'marts' ? ['mart'] : [],
      dependsOn: layer === 'staging' ? [`source.big.core.table_${String(model % tables)}`] : read,
    });
  });
  return dbtGraphOf([...sources, ...made]);
}
