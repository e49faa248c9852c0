import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { lineageName, type LineageNode } from '../../src/core/dbt/lineage/lineageGraph';
import {
  type LineageBox,
  lineageNodeHeight,
  lineageTextMargin,
} from '../../src/core/dbt/lineage/lineageLayout';
import {
  fitted,
  type LineageMeasure,
  lineageTexts,
  spokenLineage,
} from '../../src/core/dbt/lineage/lineageTexts';
import type { DbtMood } from '../../src/core/dbt/view/dbtItem';
import type { PlacedBox } from '../../src/core/graph/lineBetween';
import { type IconName, iconPath } from '../shared/icons';
import type { LineagePlan } from './lineagePlan';
import { touches } from './sight';

/** What is drawn at a moment. */
export interface LineageDrawing {
  readonly plan: LineagePlan;
  readonly measures: Readonly<Record<string, LineageMeasure>>;
  /** The node that is chosen; it is drawn wherever it is, because it has the focus. */
  readonly current: string | undefined;
  readonly above: ReadonlySet<string>;
  readonly below: ReadonlySet<string>;
  /** Only what touches this part is drawn. */
  readonly sight: PlacedBox;
  /** Too small for texts: boxes alone. */
  readonly isFar: boolean;
  /** The canvas has the boxes; only the chosen node is an element, for the keyboard. */
  readonly isPainted: boolean;
  readonly focused: (id: string) => void;
}

/** The id of the element of a node; names of a project could not be ids. */
export function elementId(plan: LineagePlan, id: string): string {
  return `node-${String(plan.places.get(id))}`;
}

export function lineageTemplate(drawing: LineageDrawing): TemplateResult {
  const { plan, sight, current } = drawing;
  const boxes = plan.layout.boxes.filter(
    (box) => box.node.id === current || (!drawing.isPainted && touches(box, sight)),
  );
  return html`<canvas class="lines" aria-hidden="true"></canvas>
    <svg class=${drawing.isFar ? 'canvas far' : 'canvas'} role="application" aria-label="Lineage">
      <g id="everything">
        ${svg`${repeat(
          boxes,
          (box) => box.node.id,
          (box) =>
            guard(lookOf(box, drawing), () => nodeTemplate(box, drawing, plan.places.get(box.node.id) ?? 0)),
        )}`}
      </g>
    </svg>`;
}

/** A node is made anew only when one of these is another: moving would make hundreds that look as before. */
function lookOf(box: LineageBox, { measures, current, above, below, isFar }: LineageDrawing): unknown[] {
  const { id } = box.node;
  return [box, measures[id], id === current, above.has(id), below.has(id), isFar];
}

function nodeTemplate(box: LineageBox, drawing: LineageDrawing, place: number): SVGTemplateResult {
  const { node, x, y, width } = box;
  const { plan, measures, current, above, below, isFar } = drawing;
  const { id } = node;
  const names = (ids: readonly string[]) =>
    ids.flatMap((each) => {
      const other = plan.boxes.get(each);
      return other ? [lineageName(other.node)] : [];
    });
  const spoken = spokenLineage(node, measures[id], {
    up: names(plan.reach.ancestors(id, 1)),
    down: names(plan.reach.descendants(id, 1)),
  });
  const related = above.has(id) ? ' above' : below.has(id) ? ' below' : '';
  const classes = `node layer-${node.layer} run-${node.mood}${related}${id === current ? ' current' : ''}`;
  return svg`<g class=${classes} id=${`node-${String(place)}`} role="group" aria-roledescription="node" aria-label=${spoken}
      tabindex=${id === current ? 0 : -1} transform=${`translate(${x} ${y})`}
      @focus=${() => drawing.focused(id)}>
    <title>${tipOf(node, measures[id])}</title>
    ${isFar ? '' : svg`<rect class="box" width=${width} height=${lineageNodeHeight} rx="3"></rect>`}
    <rect class="layer" width=${isFar ? width : 6} height=${lineageNodeHeight}></rect>
    ${isFar ? '' : textsTemplate(box, measures[id], related)}
  </g>`;
}

function tipOf(node: LineageNode, measure: LineageMeasure | undefined): string {
  const { what, data } = lineageTexts(node, measure);
  return [lineageName(node), what, ...(data === '' ? [] : [data])].join('\n');
}

function textsTemplate(
  { node, width }: LineageBox,
  measure: LineageMeasure | undefined,
  related: string,
): SVGTemplateResult {
  const { name, what, data } = lineageTexts(node, measure);
  const room = width - lineageTextMargin;
  const sign = related === ' above' ? '↑' : related === ' below' ? '↓' : '';
  return svg`<text class="name" x="14" y="19">${name}</text>
    <text class="what" x="14" y="36">${fitted(what, room)}</text>
    <text class="data" x="14" y="53">${fitted(data, room)}</text>
    <text class="sign" x=${width - 38} y="19">${sign}</text>
    ${statusTemplate(node, width)}`;
}

/** How its last run and its tests did, as a shape: colours are not seen by everybody. */
function statusTemplate({ mood }: LineageNode, width: number): SVGTemplateResult | string {
  const icon = moodIcons[mood];
  return icon === undefined
    ? ''
    : svg`<path class="status" d=${iconPath(icon)} transform=${`translate(${width - 22} 7) scale(0.9)`}></path>`;
}

const moodIcons: Readonly<Record<DbtMood, IconName | undefined>> = {
  good: 'check',
  warning: 'warning',
  error: 'error',
  plain: undefined,
};
