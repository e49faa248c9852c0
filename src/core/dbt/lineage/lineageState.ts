import type { LineageNode } from './lineageGraph';
import type { LineageMeasure } from './lineageTexts';

/** What can be the matter with a node, by which a lineage can be narrowed down. */
export const lineageStates = ['failed', 'outOfDate', 'changed', 'notBuilt'] as const;
export type LineageState = (typeof lineageStates)[number];

export const lineageStateWords: Readonly<Record<LineageState, string>> = {
  failed: 'Failed',
  outOfDate: 'Out of date',
  changed: 'Changed since it was built',
  notBuilt: 'Not built',
};

/** What only the server and the files of a project tell, and what therefore comes later than the graph. */
export interface LineageFacts {
  readonly measure: LineageMeasure | undefined;
  /** Its file is younger than its last run. */
  readonly isChanged: boolean;
}

/** What is the matter with a node. */
export function statesOf(node: LineageNode, { measure, isChanged }: LineageFacts): readonly LineageState[] {
  const isMissing = measure === 'missing' || (measure === undefined && node.isNeverRun === true);
  return [
    ...(node.isFailed === true ? (['failed'] as const) : []),
    ...(node.isOutOfDate === true ? (['outOfDate'] as const) : []),
    ...(isChanged ? (['changed'] as const) : []),
    ...(isMissing ? (['notBuilt'] as const) : []),
  ];
}
