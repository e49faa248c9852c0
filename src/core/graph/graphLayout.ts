import { type Graph, type GraphDetail, type GraphEdge, type GraphNode, shownColumns } from './graph';
import { type Box, layeredLayout, type Placed, type Point } from './layeredLayout';
import { nodeTexts, textWidth } from './nodeTexts';

/** A node with its place. Lengths are in pixels. */
export interface NodeBox {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An edge with its way from the node that it depends on to the dependent one. */
export interface EdgeLine {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
  /** At each end, 1 where the line leaves the box to the right, -1 to the left. */
  readonly start: 1 | -1;
  readonly end: 1 | -1;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly NodeBox[];
  readonly edges: readonly EdgeLine[];
}

export const headerHeight = 28;
export const rowHeight = 20;
export const margin = 24;
const componentGap = 48;
/** A page is broader than tall. */
const aspect = 1.6;

/** Places the nodes of a graph: what others depend on stands left of them; parts that nothing joins stand apart. */
export function layoutGraph(graph: Graph, detail: GraphDetail): GraphLayout {
  const boxes = new Map(graph.nodes.map((node) => [node.id, nodeBox(node, detail)]));
  const edges = graph.edges.filter((edge) => boxes.has(edge.on) && boxes.has(edge.dependent));
  const parts = components(graph.nodes, edges).map((ids) => {
    const own = ids.flatMap((id) => boxes.get(id) ?? []);
    const inside = new Set(ids);
    const links = edges
      .filter((edge) => edge.on !== edge.dependent && inside.has(edge.on))
      .map((edge) => ({ id: edge.id, left: edge.on, right: edge.dependent }));
    return layeredLayout(own, links);
  });
  const { corners, width, height } = shelves(parts);
  const nodes = new Map<string, NodeBox>();
  const bends = new Map<string, readonly Point[]>();
  parts.forEach((part, index) => {
    const corner = corners[index] ?? { x: 0, y: 0 };
    const moved = (point: Point): Point => ({ x: point.x + corner.x, y: point.y + corner.y });
    for (const [id, point] of part.boxes) {
      const box = boxes.get(id);
      const node = graph.nodes.find((each) => each.id === id);
      if (box && node) {
        nodes.set(id, { node, ...moved(point), width: box.width, height: box.height });
      }
    }
    part.bends.forEach((points, id) => bends.set(id, points.map(moved)));
  });
  return {
    width: width + 2 * margin,
    height: height + 2 * margin,
    nodes: [...nodes.values()],
    edges: edges.flatMap((edge) => edgeLine(edge, nodes, bends.get(edge.id) ?? [], detail)),
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

/** The groups of nodes that edges join, the largest first; those that stand alone come last. */
function components(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
): readonly (readonly string[])[] {
  const group = new Map(nodes.map((node) => [node.id, node.id]));
  const root = (id: string): string => {
    let at = id;
    for (let up = group.get(at); up !== undefined && up !== at; up = group.get(at)) {
      group.set(at, group.get(up) ?? up);
      at = up;
    }
    return at;
  };
  for (const edge of edges) {
    group.set(root(edge.on), root(edge.dependent));
  }
  const found = new Map<string, string[]>();
  for (const { id } of nodes) {
    const key = root(id);
    const ids = found.get(key) ?? [];
    ids.push(id);
    found.set(key, ids);
  }
  return [...found.values()].sort((a, b) => b.length - a.length);
}

/** Puts the parts side by side, row after row, in a shape like that of a page. */
function shelves(parts: readonly Placed[]): {
  readonly corners: readonly Point[];
  readonly width: number;
  readonly height: number;
} {
  const area = parts.reduce(
    (sum, part) => sum + (part.width + componentGap) * (part.height + componentGap),
    0,
  );
  const wide = Math.max(Math.sqrt(area * aspect), ...parts.map((part) => part.width));
  let [x, y, rowBottom, width] = [0, 0, 0, 0];
  const corners = parts.map((part) => {
    if (x > 0 && x + part.width > wide) {
      [x, y] = [0, rowBottom + componentGap];
    }
    const corner = { x: x + margin, y: y + margin };
    rowBottom = Math.max(rowBottom, y + part.height);
    width = Math.max(width, x + part.width);
    x += part.width + componentGap;
    return corner;
  });
  return { corners, width, height: rowBottom };
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
  const right = (box: NodeBox): number => box.x + box.width;
  if (on === dependent) {
    const out = right(on) + 36;
    const lower = onY === dependentY ? dependentY + 10 : dependentY;
    const points = [
      { x: right(on), y: onY },
      { x: out, y: (onY + lower) / 2 },
      { x: right(on), y: lower },
    ];
    return [{ edge, points, start: 1, end: 1 }];
  }
  const start = dependent.x >= right(on) ? 1 : dependent.x + dependent.width <= on.x ? -1 : 1;
  const end = dependent.x >= right(on) ? -1 : 1;
  const first = { x: start === 1 ? right(on) : on.x, y: onY };
  const last = { x: end === 1 ? right(dependent) : dependent.x, y: dependentY };
  return [{ edge, points: [first, ...bends, last], start, end }];
}

/** The height of a column's row within its node, or of the title where the column is not shown. */
function anchor(node: GraphNode, column: string | undefined, detail: GraphDetail): number {
  const place = shownColumns(node, detail).findIndex((each) => each.name === column);
  return place < 0 ? headerHeight / 2 : headerHeight + (place + 0.5) * rowHeight + 2;
}
