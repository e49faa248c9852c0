import { diagramView } from './diagramView';
import { flameView } from './flameView';
import type { SubviewKind } from './planSubview';
import { rawView } from './rawView';
import { sqlView } from './sqlView';
import { statisticsView } from './statisticsView';
import { treeView } from './treeView';

/** The views, in the order of the strip. The first one is shown first. */
export const subviewTable: readonly SubviewKind[] = [
  treeView,
  flameView,
  diagramView,
  statisticsView,
  sqlView,
  rawView,
];
