import type { PlanNodeView } from '../planView';

/** The ids of the nodes in whose title or details a text stands, whatever its case. */
export function findNodes(nodes: readonly PlanNodeView[], text: string): readonly number[] {
  const wanted = text.trim().toLowerCase();
  const holds = (words: string | undefined) => words !== undefined && words.toLowerCase().includes(wanted);
  return wanted === ''
    ? []
    : nodes
        .filter(
          ({ title, role, details }) =>
            holds(title) || holds(role) || details.some((line) => holds(line.text) || holds(line.label)),
        )
        .map(({ id }) => id);
}
