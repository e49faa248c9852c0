import type { Box } from '../../graph/layeredLayout';
import { lineBetween, type LineWay, type PlacedBox } from '../../graph/lineBetween';
import { textWidth } from '../../graph/nodeTexts';
import { placeParts } from '../../graph/placeParts';
import { type LineageEdge, type LineageGraph, lineageName, type LineageNode } from './lineageGraph';

/** A node with its place. Lengths are in pixels. */
export interface LineageBox extends PlacedBox {
  readonly node: LineageNode;
}

export interface LineageLine extends LineWay {
  readonly edge: LineageEdge;
}

export interface LineageLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly LineageBox[];
  readonly lines: readonly LineageLine[];
}

/** Every node has three lines of text: its name, what it is, and what is known of its data. */
export const lineageNodeHeight = 62;
/** What stands beside the texts of a node: the colour of its layer, and room. */
export const lineageTextMargin = 22;
const leastWidth = 260;

/** Places the nodes of a lineage: what others read stands left of them. */
export function layoutLineage({ nodes, edges }: LineageGraph): LineageLayout {
  const placed = placeParts(
    nodes.map(boxOf),
    edges.map(({ id, on, dependent }) => ({ id, left: on, right: dependent })),
  );
  const boxes = new Map<string, LineageBox>();
  for (const node of nodes) {
    const point = placed.boxes.get(node.id);
    if (point) {
      boxes.set(node.id, { node, ...point, width: widthOf(node), height: lineageNodeHeight });
    }
  }
  const lines = edges.flatMap((edge): readonly LineageLine[] => {
    const on = boxes.get(edge.on);
    const dependent = boxes.get(edge.dependent);
    if (!on || !dependent) {
      return [];
    }
    const heights = { on: on.y + on.height / 2, dependent: dependent.y + dependent.height / 2 };
    return [{ edge, ...lineBetween(on, dependent, heights, placed.bends.get(edge.id) ?? []) }];
  });
  return { width: placed.width, height: placed.height, boxes: [...boxes.values()], lines };
}

function boxOf(node: LineageNode): Box {
  return { id: node.id, width: widthOf(node), height: lineageNodeHeight };
}

function widthOf(node: LineageNode): number {
  return Math.max(leastWidth, textWidth(lineageName(node)) + 60);
}
