import { type LineageGraph, type LineageNode, partOfLineage } from '../../src/core/dbt/lineage/lineageGraph';
import { type LineageBox, type LineageLayout, layoutLineage } from '../../src/core/dbt/lineage/lineageLayout';
import { type LineageReach, lineageReach } from '../../src/core/dbt/lineage/lineageReach';
import { type LineageState, statesOf } from '../../src/core/dbt/lineage/lineageState';
import { selectLineage } from '../../src/core/dbt/lineage/selectLineage';
import { arrowTip, edgePath } from '../../src/core/graph/edgePaths';
import type { PlacedBox } from '../../src/core/graph/lineBetween';
import type { LineageMeasures } from '../../src/protocol/lineage';

/** What of a lineage is shown. */
export interface LineageFilter {
  /** As `dbt ls --select` takes it. */
  readonly select: string;
  /** A folder from the project's folder; empty for all. */
  readonly folder: string;
  readonly tag: string;
  /** What must be the matter with it; empty for anything. */
  readonly state: LineageState | '';
  readonly tests: boolean;
}

/** Everything is shown, but tests. */
export const noFilter: LineageFilter = { select: '', folder: '', tag: '', state: '', tests: false };

/** A line that is ready to be drawn. */
export interface PlannedLine {
  readonly on: string;
  readonly dependent: string;
  readonly path: string;
  readonly tip: string;
  /** What it lies within. */
  readonly around: PlacedBox;
}

/** Everything that a drawing needs and that moving about does not change. */
export interface LineagePlan {
  readonly graph: LineageGraph;
  readonly layout: LineageLayout;
  readonly boxes: ReadonlyMap<string, LineageBox>;
  /** The number of each node, by its id. */
  readonly places: ReadonlyMap<string, number>;
  readonly lines: readonly PlannedLine[];
  readonly reach: LineageReach;
  /** The parts of the selection that name nothing. */
  readonly nothing: readonly string[];
}

/** @param measured what the host told of the nodes, if it did */
export function planLineage(
  whole: LineageGraph,
  filter: LineageFilter,
  measured: LineageMeasures | undefined,
): LineagePlan {
  const visible = filter.tests
    ? whole
    : partOfLineage(whole, idsOf(whole.nodes.filter(({ kind }) => kind !== 'test')));
  const { ids, nothing } = selectLineage(visible, filter.select);
  const { folder, tag, state } = filter;
  const statesOfNode = nodeStates(measured);
  const shown = visible.nodes.filter(
    (node) =>
      ids.has(node.id) &&
      (folder === '' || node.file.startsWith(`${folder}/`)) &&
      (tag === '' || node.tags.includes(tag)) &&
      (state === '' || statesOfNode(node).includes(state)),
  );
  const graph = partOfLineage(visible, idsOf(shown));
  const layout = layoutLineage(graph);
  return {
    graph,
    layout,
    boxes: new Map(layout.boxes.map((box) => [box.node.id, box])),
    places: new Map(graph.nodes.map(({ id }, place) => [id, place])),
    lines: layout.lines.map(plannedLine),
    reach: lineageReach(graph.edges),
    nothing,
  };
}

/** What is the matter with each node, as far as it is known by now. */
export function nodeStates(
  measured: LineageMeasures | undefined,
): (node: LineageNode) => readonly LineageState[] {
  const changed = new Set(measured?.changed);
  return (node) => statesOf(node, { measure: measured?.measures[node.id], isChanged: changed.has(node.id) });
}

/** By what the nodes of a lineage can be chosen. */
export interface LineageChoices {
  /** The folders in which something lies, as deep as people sort models. */
  readonly folders: readonly string[];
  readonly tags: readonly string[];
}

const choices = new WeakMap<LineageGraph, LineageChoices>();

/** Found once for a graph. */
export function choicesOf(graph: LineageGraph): LineageChoices {
  const known = choices.get(graph);
  if (known) {
    return known;
  }
  const found = { folders: foldersOf(graph), tags: tagsOf(graph) };
  choices.set(graph, found);
  return found;
}

function foldersOf({ nodes }: LineageGraph): readonly string[] {
  const folders = nodes.flatMap(({ file }) => {
    const parts = file.split('/').slice(0, -1);
    return parts.slice(0, 3).map((_, place) => parts.slice(0, place + 1).join('/'));
  });
  return [...new Set(folders)].sort();
}

function tagsOf({ nodes }: LineageGraph): readonly string[] {
  return [...new Set(nodes.flatMap(({ tags }) => tags))].sort();
}

function idsOf(nodes: LineageGraph['nodes']): ReadonlySet<string> {
  return new Set(nodes.map(({ id }) => id));
}

function plannedLine(line: LineageLayout['lines'][number]): PlannedLine {
  const { edge, points, end } = line;
  const last = points.at(-1) ?? { x: 0, y: 0 };
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return {
    on: edge.on,
    dependent: edge.dependent,
    path: edgePath(line),
    tip: arrowTip(last, end),
    around: { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y },
  };
}
