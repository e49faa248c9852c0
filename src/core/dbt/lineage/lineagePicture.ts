import { arrowTip, edgePath } from '../../graph/edgePaths';
import { quoted } from '../../graph/mermaidText';
import { xml } from '../../graph/svgText';
import { type LineageGraph, lineageName } from './lineageGraph';
import { type LineageLayer, lineageLayers } from './lineageLayer';
import { type LineageBox, layoutLineage, lineageNodeHeight, lineageTextMargin } from './lineageLayout';
import { fitted, type LineageMeasure, lineageTexts } from './lineageTexts';

type Measures = ReadonlyMap<string, LineageMeasure>;

/** The lineage as a picture of its own, dark on white. Names are text in it, never markup. */
export function lineageSvg(graph: LineageGraph, measures: Measures, title: string): string {
  const { width, height, boxes, lines } = layoutLineage(graph);
  const [wide, high] = [Math.ceil(width), Math.ceil(height)];
  const edges = lines.map((line) => {
    const last = line.points.at(-1);
    return `<path d="${edgePath(line)}${last ? ` ${arrowTip(last, line.end)}` : ''}"/>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" width="${wide}" height="${high}" font-family="Segoe UI, Helvetica, Arial, sans-serif" font-size="12">
<title>${xml(title)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<g fill="none" stroke="#5b6b7a" stroke-width="1.2">
${edges.join('\n')}
</g>
<g fill="#1b2733">
${boxes.map((box) => boxText(box, measures.get(box.node.id))).join('\n')}
</g>
</svg>
`;
}

/** The lineage in the language of Mermaid, with a class for each layer. */
export function lineageMermaid({ nodes, edges }: LineageGraph): string {
  const ids = new Map(nodes.map((node, place) => [node.id, `n${place + 1}`]));
  const layers = lineageLayers.filter((layer) => nodes.some((node) => node.layer === layer));
  const lines = [
    ...nodes.map((node) => `${ids.get(node.id)}[${quoted(lineageName(node))}]:::${node.layer}`),
    ...edges.map(({ on, dependent }) => `${ids.get(on)} --> ${ids.get(dependent)}`),
    ...layers.map(
      (layer) => `classDef ${layer} fill:#ffffff,stroke:${colors[layer]},color:#1b2733,stroke-width:2px`,
    ),
  ];
  return `${['flowchart LR', ...lines.map((line) => `  ${line}`)].join('\n')}\n`;
}

const colors: Readonly<Record<LineageLayer, string>> = {
  source: '#3a7d34',
  seed: '#8a6d00',
  snapshot: '#00797d',
  staging: '#1a66b3',
  intermediate: '#7a4bb0',
  model: '#5b6b7a',
  mart: '#b4560a',
  test: '#5b6b7a',
  exposure: '#b0307a',
  other: '#5b6b7a',
};

function boxText({ node, x, y, width }: LineageBox, measure: LineageMeasure | undefined): string {
  const { name, what, data } = lineageTexts(node, measure);
  const room = width - lineageTextMargin;
  return `<g transform="translate(${x} ${y})"><title>${xml(lineageName(node))}</title><rect width="${width}" height="${lineageNodeHeight}" rx="3" fill="#ffffff" stroke="#5b6b7a"/><rect width="6" height="${lineageNodeHeight}" fill="${colors[node.layer]}"/><text x="14" y="19" font-weight="600">${xml(name)}</text><text x="14" y="36">${xml(fitted(what, room))}</text><text x="14" y="53" fill="#5b6b7a" font-size="11">${xml(fitted(data, room))}</text></g>`;
}
