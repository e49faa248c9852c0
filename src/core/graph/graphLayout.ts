import { type Graph, type GraphDetail, type GraphEdge, type GraphNode, shownColumns } from './graph';
import type { Box, Point } from './layeredLayout';
import { lineBetween, type LineWay, type PlacedBox } from './lineBetween';
import { nodeTexts, textWidth } from './nodeTexts';
import { placeParts } from './placeParts';

/** A node with its place. */
export interface NodeBox extends PlacedBox {
  readonly node: GraphNode;
}

/** An edge with its way from the node that it depends on to the dependent one. */
export interface EdgeLine extends LineWay {
  readonly edge: GraphEdge;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly NodeBox[];
  readonly edges: readonly EdgeLine[];
}

export const headerHeight = 28;
export const rowHeight = 20;

/** Places the nodes of a graph: what others depend on stands left of them; parts that nothing joins stand apart. */
export function layoutGraph(graph: Graph, detail: GraphDetail): GraphLayout {
  const boxes = new Map(graph.nodes.map((node) => [node.id, nodeBox(node, detail)]));
  const edges = graph.edges.filter((edge) => boxes.has(edge.on) && boxes.has(edge.dependent));
  const placed = placeParts(
    [...boxes.values()],
    edges.map((edge) => ({ id: edge.id, left: edge.on, right: edge.dependent })),
  );
  const nodes = new Map<string, NodeBox>();
  for (const node of graph.nodes) {
    const box = boxes.get(node.id);
    const point = placed.boxes.get(node.id);
    if (box && point) {
      nodes.set(node.id, { node, ...point, width: box.width, height: box.height });
    }
  }
  return {
    width: placed.width,
    height: placed.height,
    nodes: [...nodes.values()],
    edges: edges.flatMap((edge) => edgeLine(edge, nodes, placed.bends.get(edge.id) ?? [], detail)),
  };
}

function nodeBox(node: GraphNode, detail: GraphDetail): Box {
  const columns = shownColumns(node, detail);
  const title = textWidth(nodeTexts(node).title) + 48;
  const widths = columns.map(({ name, type }) => 44 + textWidth(name) + 16 + textWidth(type) + 12);
  return {
    id: node.id,
    width: Math.max(96, title, ...widths),
    height: headerHeight + (columns.length === 0 ? 0 : columns.length * rowHeight + 6),
  };
}

function edgeLine(
  edge: GraphEdge,
  nodes: ReadonlyMap<string, NodeBox>,
  bends: readonly Point[],
  detail: GraphDetail,
): readonly EdgeLine[] {
  const on = nodes.get(edge.on);
  const dependent = nodes.get(edge.dependent);
  if (!on || !dependent) {
    return [];
  }
  const onY = on.y + anchor(on.node, edge.key?.onColumns[0], detail);
  const dependentY = dependent.y + anchor(dependent.node, edge.key?.dependentColumns[0], detail);
  return [{ edge, ...lineBetween(on, dependent, { on: onY, dependent: dependentY }, bends) }];
}

/** The height of a column's row within its node, or of the title where the column is not shown. */
function anchor(node: GraphNode, column: string | undefined, detail: GraphDetail): number {
  const place = shownColumns(node, detail).findIndex((each) => each.name === column);
  return place < 0 ? headerHeight / 2 : headerHeight + (place + 0.5) * rowHeight + 2;
}
