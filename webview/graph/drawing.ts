import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { relationKindWords } from '../../src/core/catalog/relationKind';
import { type GraphDetail, type GraphEdge, type GraphNode, shownColumns } from '../../src/core/graph/graph';
import { circleRadius, edgePath, endMarks } from '../../src/core/graph/edgePaths';
import {
  type EdgeLine,
  type GraphLayout,
  headerHeight,
  type NodeBox,
  rowHeight,
} from '../../src/core/graph/graphLayout';
import { columnTexts, nodeTexts } from '../../src/core/graph/nodeTexts';

export interface Drawing {
  readonly layout: GraphLayout;
  readonly detail: GraphDetail;
  readonly edges: readonly GraphEdge[];
  /** The node that the graph is about. */
  readonly start: string | undefined;
  /** The focus came to a node, by whatever way. */
  readonly focused: (id: string) => void;
  readonly select: (id: string) => void;
  readonly open: (id: string) => void;
  readonly expand: (id: string, direction: 'up' | 'down') => void;
}

/** Everything that moves and scales together. */
export function drawingTemplate(drawing: Drawing): TemplateResult {
  const { layout } = drawing;
  const names = new Map(layout.nodes.map(({ node }) => [node.id, nodeTexts(node).full]));
  const up = new Map<string, string[]>();
  const down = new Map<string, string[]>();
  for (const { on, dependent } of drawing.edges) {
    up.set(dependent, [...(up.get(dependent) ?? []), names.get(on) ?? '']);
    down.set(on, [...(down.get(on) ?? []), names.get(dependent) ?? '']);
  }
  const spoken = (node: GraphNode): string => spokenNode(node, up.get(node.id), down.get(node.id));
  return html`<svg class="canvas" role="application" aria-label="Graph">
    <g id="everything">
      ${svg`<g class="edges" aria-hidden="true">${layout.edges.map(edgeTemplate)}</g>
        ${layout.nodes.map((box) => nodeTemplate(box, drawing, spoken(box.node)))}`}
    </g>
  </svg>`;
}

/**
 * Marks the node that the keyboard is on, and the lines at it. It changes with each key, so it is not part of the
 * template: hundreds of tables would be gone through for it.
 */
export function markCurrent(root: ParentNode, current: string | undefined): void {
  for (const node of root.querySelectorAll('.node[tabindex="0"]')) {
    node.setAttribute('tabindex', '-1');
  }
  for (const edge of root.querySelectorAll('.edge.touching')) {
    edge.classList.remove('touching');
  }
  if (current === undefined) {
    return;
  }
  document.getElementById(`node-${current}`)?.setAttribute('tabindex', '0');
  for (const edge of root.querySelectorAll(
    `.edge[data-on="${current}"], .edge[data-dependent="${current}"]`,
  )) {
    edge.classList.add('touching');
  }
}

function edgeTemplate(line: EdgeLine): SVGTemplateResult {
  const { lines, circles } = endMarks(line);
  const { on, dependent, label } = line.edge;
  return svg`<g class="edge" data-on=${on} data-dependent=${dependent}>
    <title>${label}</title>
    <path d=${edgePath(line)}></path>
    <path d=${lines}></path>
    ${circles.map(({ x, y }) => svg`<circle cx=${x} cy=${y} r=${circleRadius}></circle>`)}
  </g>`;
}

function nodeTemplate(box: NodeBox, drawing: Drawing, spoken: string): SVGTemplateResult {
  const { node, x, y, width, height } = box;
  const { detail, start } = drawing;
  const { title, full } = nodeTexts(node);
  const classes = ['node', `node-${node.kind}`, node.id === start ? 'start' : ''].join(' ');
  return svg`<g class=${classes} id=${`node-${node.id}`} role="group" aria-roledescription="object" tabindex="-1"
      aria-label=${spoken} transform=${`translate(${x} ${y})`} @focus=${() => drawing.focused(node.id)}
      @click=${() => drawing.select(node.id)} @dblclick=${() => drawing.open(node.id)}>
    <title>${full}</title>
    <rect class="box" width=${width} height=${height} rx="3"></rect>
    <rect class="head" width=${width} height=${headerHeight} rx="3"></rect>
    <text class="node-title" x="24" y="18">${title}</text>
    ${shownColumns(node, detail).map((column, place) => rowTemplate(columnTexts(column), place, width))}
    ${expanders(box, drawing)}
  </g>`;
}

function rowTemplate(
  { mark, name, type }: ReturnType<typeof columnTexts>,
  place: number,
  width: number,
): SVGTemplateResult {
  const at = headerHeight + place * rowHeight + 16;
  return svg`<text class="mark" x="8" y=${at}>${mark}</text><text x="36" y=${at}>${name}</text>
    <text class="type" x=${width - 8} y=${at} text-anchor="end">${type}</text>`;
}

/** Small signs at both sides of a node that was not expanded; the keys U and D do the same. */
function expanders({ node, width }: NodeBox, { expand }: Drawing): readonly SVGTemplateResult[] {
  const sign = (direction: 'up' | 'down', x: number): SVGTemplateResult => {
    const title = direction === 'up' ? 'Show what it depends on (U)' : 'Show what depends on it (D)';
    const act = (event: Event): void => {
      event.stopPropagation();
      expand(node.id, direction);
    };
    return svg`<g class="expander" aria-hidden="true" @click=${act} @dblclick=${(event: Event) => event.stopPropagation()}>
      <title>${title}</title>
      <circle cx=${x} cy=${headerHeight / 2} r="8"></circle>
      <path d=${`M${x - 4},${headerHeight / 2} H${x + 4} M${x},${headerHeight / 2 - 4} V${headerHeight / 2 + 4}`}></path>
    </g>`;
  };
  return [
    ...(node.expanded.up ? [] : [sign('up', 12)]),
    ...(node.expanded.down ? [] : [sign('down', width - 12)]),
  ];
}

/** What a screen reader says of a node: its kind, its name, and its neighbours. */
function spokenNode(node: GraphNode, up: readonly string[] = [], down: readonly string[] = []): string {
  const kind = node.kind === 'function' ? 'function' : relationKindWords(node.kind);
  return [
    `${kind} ${nodeTexts(node).full}`,
    ...(up.length === 0 ? [] : [`depends on ${up.join(', ')}`]),
    ...(down.length === 0 ? [] : [`needed by ${down.join(', ')}`]),
  ].join('; ');
}
