import { formatMs, formatShare } from '../format';
import type { PlanNodeView, PlanView } from '../planView';
import { icicle, type IcicleBox } from './icicle';
import { markup } from './markup';
import type { PlanReport } from './planReport';

const width = 1200;
const margin = 16;
const rowHeight = 24;
const top = 84;
/** Of the letters of the picture, on average, in pixels. */
const letterWidth = 6.6;

/**
 * A plan as a picture: each node stands under the one that reads from it, as wide as the time that passed in it with all
 * below (or its cost, when it was not executed). All that came from the database is text, and the fonts are the reader's.
 */
export function planSvg({ title, parts }: PlanReport): string {
  const part = parts.find((each) => each.kind === 'plan');
  const view = part?.view;
  const { boxes, levels, hidden } = view ? icicle(view.nodes, width - 2 * margin) : nothing;
  const height = top + levels * rowHeight + margin + (hidden > 0 ? rowHeight : 0);
  const more =
    hidden === 0
      ? ''
      : `<text class="soft" x="${margin}" y="${height - margin}">${hidden} nodes are too small or too deep to be drawn.</text>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12">
<title>${markup(title)}</title>
<style>${style}</style>
<rect class="page" width="100%" height="100%"/>
<text class="name" x="${margin}" y="32" font-size="18" font-weight="600">${markup(shortened(title, 110))}</text>
<text class="name" x="${margin}" y="54" font-size="13">${markup(shortened(part?.kind === 'plan' ? part.verdict : '', 170))}</text>
<text class="soft" x="${margin}" y="73">${legend(view)}</text>
${boxes.map((box) => boxSvg(box)).join('\n')}
${more}
</svg>
`;
}

const nothing = { boxes: [], levels: 0, hidden: 0 };

const style = `
.page{fill:#ffffff}.name{fill:#1f2328}.soft{fill:#57606a}.box rect{stroke:#ffffff}
.cool rect{fill:#d6e0ee}.warm rect{fill:#f5d08a}.hot rect{fill:#f2a7a2}.idle rect{fill:#eceff2}.box text{fill:#1f2328}
@media (prefers-color-scheme:dark){.page{fill:#0d1117}.name{fill:#e6edf3}.soft{fill:#9da7b3}.box rect{stroke:#0d1117}
.cool rect{fill:#25364d}.warm rect{fill:#5c4413}.hot rect{fill:#6e2723}.idle rect{fill:#1c2128}.box text{fill:#e6edf3}}
`;

function legend(view: PlanView | undefined): string {
  const measured = view?.nodes.some(({ totalMs }) => totalMs !== undefined) === true;
  return measured
    ? 'Width: time of a node with all below it. Colour: its own part of the whole, red from 25 %, yellow from 10 %.'
    : 'Width: estimated cost of a node with all below it. Colour: its own part of the whole, red from 25 %, yellow from 10 %.';
}

function boxSvg({ node, x, level, width: boxWidth }: IcicleBox): string {
  const y = top + level * rowHeight;
  const share = node.share ?? 0;
  const heat = node.neverExecuted ? 'idle' : share >= 0.25 ? 'hot' : share >= 0.1 ? 'warm' : 'cool';
  const words = labelOf(node);
  const letters = Math.floor((boxWidth - 10) / letterWidth);
  const label =
    letters < 3
      ? ''
      : `<text x="${fixed(margin + x + 5)}" y="${y + 16}">${markup(shortened(words, letters))}</text>`;
  return `<g class="box ${heat}"><title>${markup(words)}</title><rect x="${fixed(margin + x)}" y="${y}" width="${fixed(boxWidth)}" height="${rowHeight - 1}" rx="2"/>${label}</g>`;
}

function labelOf({ title, role, selfMs, share, neverExecuted }: PlanNodeView): string {
  const figures = neverExecuted
    ? ['never executed']
    : [
        ...(selfMs === undefined ? [] : [`self ${formatMs(selfMs)}`]),
        ...(share === undefined ? [] : [formatShare(share)]),
      ];
  return `${role === undefined ? '' : `${role}: `}${title}${figures.length === 0 ? '' : ` — ${figures.join(', ')}`}`;
}

/** Whole characters, so that no half of one is left. */
function shortened(text: string, length: number): string {
  if (text.length <= length) {
    return text;
  }
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
