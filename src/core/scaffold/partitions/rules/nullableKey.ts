import type { PartitionRule } from './partitionRule';

const id = 'nullableKey';

export const nullableKey: PartitionRule = {
  id,
  run: ({ spec, partitions }) => {
    const { create, scheme } = spec;
    const nullable = create?.key.find((name) => {
      const column = create.columns.find((each) => each.name === name);
      return (
        column !== undefined &&
        !column.notNull &&
        column.fill !== 'identity' &&
        !create.primaryKey.includes(name)
      );
    });
    const takesNull = partitions.some(
      ({ bound }) => bound.kind === 'default' || (bound.kind === 'list' && bound.values.includes(null)),
    );
    return nullable === undefined || takesNull || scheme.kind === 'hash'
      ? undefined
      : {
          rule: id,
          message: `${nullable} may be NULL, and no partition takes such a row: it is refused. Make it NOT NULL.`,
          field: 'columns',
        };
  },
};
