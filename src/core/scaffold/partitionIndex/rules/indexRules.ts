import { blocksWrites } from './blocksWrites';
import type { IndexRule } from './indexRule';
import { sameIndex } from './sameIndex';

/** The only list of them. */
export const indexRules: readonly IndexRule[] = [blocksWrites, sameIndex];
