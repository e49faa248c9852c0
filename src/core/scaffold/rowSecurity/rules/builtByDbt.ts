import type { RowSecurityRule } from '../rowSecurityRule';

export const builtByDbt: RowSecurityRule = {
  id: 'built-by-dbt',
  run: ({ builtBy }, _, { dbt }) =>
    builtBy === 'dbt' || dbt === undefined
      ? []
      : [
          {
            message: `dbt seems to build the table (${dbt}), and each run drops what is made here. Choose dbt to get a post-hook for the model.`,
            field: 'builtBy',
          },
        ],
};
