import type { SubviewKind } from './planSubview';
import { treeView } from './treeView';

/** The views, in the order of the strip. The first one that has something to show is shown first. */
export const subviewTable: readonly SubviewKind[] = [treeView];
