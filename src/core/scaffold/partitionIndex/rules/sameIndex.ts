import { isWanted } from '../wantedIndex';
import type { IndexRule } from './indexRule';

const id = 'sameIndex';

export const sameIndex: IndexRule = {
  id,
  run: (spec, { tree }) => {
    const same = tree[0]?.indexes.find(
      (index) => index.name !== spec.name && index.valid && isWanted(index, spec),
    );
    return same === undefined
      ? undefined
      : { rule: id, message: `${same.name} is an index over the same columns already.`, field: 'columns' };
  },
};
