import { type Graph, type GraphDetail, shownColumns } from './graph';
import { circleRadius, edgePath, endMarks } from './edgePaths';
import { type EdgeLine, headerHeight, layoutGraph, type NodeBox, rowHeight } from './graphLayout';
import { columnTexts, nodeTexts } from './nodeTexts';

/** The graph as a picture of its own, dark on white, for a document or a browser. Names are text in it, never markup. */
export function svgText(graph: Graph, detail: GraphDetail, title: string): string {
  const { width, height, nodes, edges } = layoutGraph(graph, detail);
  const size = `${Math.ceil(width)} ${Math.ceil(height)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" width="${Math.ceil(width)}" height="${Math.ceil(height)}" font-family="Segoe UI, Helvetica, Arial, sans-serif" font-size="12">
<title>${xml(title)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<g fill="none" stroke="#5b6b7a" stroke-width="1.2">
${edges.map(edgeText).join('\n')}
</g>
<g fill="#1b2733">
${nodes.map((box) => boxText(box, detail)).join('\n')}
</g>
</svg>
`;
}

function edgeText(line: EdgeLine): string {
  const { lines, circles } = endMarks(line);
  const rings = circles.map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="${circleRadius}" fill="#ffffff"/>`);
  return `<g><title>${xml(line.edge.label)}</title><path d="${edgePath(line)}"/><path d="${lines}"/>${rings.join('')}</g>`;
}

function boxText({ node, x, y, width, height }: NodeBox, detail: GraphDetail): string {
  const rows = shownColumns(node, detail).map((column, place) => {
    const { mark, name, type } = columnTexts(column);
    const at = headerHeight + place * rowHeight + 16;
    return `<text x="8" y="${at}" fill="#5b6b7a" font-size="10">${mark}</text><text x="36" y="${at}">${xml(name)}</text><text x="${width - 8}" y="${at}" text-anchor="end" fill="#5b6b7a">${xml(type)}</text>`;
  });
  const { title, full } = nodeTexts(node);
  return `<g transform="translate(${x} ${y})"><title>${xml(full)}</title><rect width="${width}" height="${height}" rx="3" fill="#ffffff" stroke="#5b6b7a"/><rect width="${width}" height="${headerHeight}" rx="3" fill="#e4ebf1" stroke="#5b6b7a"/><text x="10" y="18" font-weight="600">${xml(title)}</text>${rows.join('')}</g>`;
}

/** A text for XML, which knows no control characters at all. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
