import { formatFactor, formatMs, formatMsWithin, formatShare } from '../format';
import type { PlanDocument } from '../planModel';
import type { PlanNodeView } from '../planView';
import { htmlStyle } from './htmlStyle';
import { markup, markupLines } from './markup';
import { fixText, type PlanPart, type PlanReport, type ReportPart, rowsWords } from './planReport';
import { planTextUpTo } from './planText';

/**
 * A plan as one page of HTML that needs nothing else: no script, no network, no font, light or dark as the reader likes.
 * All that came from the database is text.
 */
export function planHtml(document: PlanDocument, report: PlanReport): string {
  const { title, statement, parts } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${markup(title)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<main>
<h1>${markup(title)}</h1>
${parts.map((part, index) => partHtml(part, parts.length > 1 ? `Plan ${index + 1}` : 'Plan')).join('\n')}
${statement === undefined ? '' : codeHtml('Statement', statement, true)}
${codeHtml('The plan as text', planTextUpTo(document, longestText), false)}
</main>
</body>
</html>
`;
}

/** Of a deep plan most of the text is white space, in UTF-16 units. */
const longestText = 2_000_000;

function codeHtml(title: string, text: string, isOpen: boolean): string {
  return `<details class="code"${isOpen ? ' open' : ''}><summary><h2>${markup(title)}</h2></summary><pre tabindex="0">${markupLines(text)}</pre></details>`;
}

function partHtml(part: ReportPart, heading: string): string {
  if (part.kind === 'utility') {
    return `<p>The server has no plan for this part: ${markup(part.text)}</p>`;
  }
  const { view, verdict } = part;
  return `<section>
<p class="verdict">${markup(verdict)}</p>
${view.header.notes.map((note) => `<p class="note">${markup(note)}</p>`).join('\n')}
${adviceHtml(part)}
<h2>${heading}</h2>
${treeHtml(part)}
</section>`;
}

function adviceHtml({ advice }: PlanPart): string {
  if (advice.length === 0) {
    return '';
  }
  const items = advice.map(({ title, why, what, fixes: [best], savedMs, severity }) => {
    const saved =
      savedMs === undefined ? '' : ` <span class="saved">could save ${markup(formatMs(savedMs))}</span>`;
    const fix = best === undefined ? '' : `<pre tabindex="0">${markupLines(fixText(best))}</pre>`;
    return `<li class="${severity}"><strong>${markup(title)}</strong>${saved}<p>${markup(why)} ${markup(what)}</p>${fix}</li>`;
  });
  return `<h2>Advice</h2>\n<ol class="advice">\n${items.join('\n')}\n</ol>`;
}

function treeHtml({ view }: PlanPart): string {
  const { nodes } = view;
  const timed = nodes.some(({ selfMs }) => selfMs !== undefined);
  const share = nodes[0]?.shareOf === 'cost' ? 'Share of cost' : 'Share of time';
  const head = ['Node', ...(timed ? ['Self time', 'Total time'] : []), share, 'Rows planned → actual'];
  return `<div class="tree" role="region" aria-label="Nodes of the plan" tabindex="0"><table>
<thead><tr>${head.map((name, index) => `<th scope="col"${index === 0 ? '' : ' class="figure"'}>${name}</th>`).join('')}</tr></thead>
<tbody>
${nodes.map((node) => rowHtml(node, timed)).join('\n')}
</tbody>
</table></div>`;
}

/** Deeper nodes stand no further to the right, or nothing of them would be in sight. */
const deepestIndent = 24;

function rowHtml(node: PlanNodeView, timed: boolean): string {
  const { share = 0, depth, title, role, details } = node;
  const marks = [
    node.slowest ? '<span class="mark slowest">slowest</span>' : '',
    node.disabled ? '<span class="mark">disabled</span>' : '',
    node.misestimate
      ? `<span class="mark">estimate ${markup(formatFactor(node.misestimate.factor))} ${node.misestimate.direction === 'under' ? 'too low' : 'too high'}</span>`
      : '',
  ].join('');
  const level = depth > deepestIndent ? `<span class="level">level ${depth + 1}</span>` : '';
  const name = `${level}${role === undefined ? '' : `<span class="role">${markup(role)}</span>`}<span class="title">${markup(title)}</span>${marks}`;
  const lines = details
    .map(({ label, text }) => `<dt>${markup(label)}</dt><dd>${markup(text)}</dd>`)
    .join('');
  const cell =
    details.length === 0
      ? `<div class="plain">${name}</div>`
      : `<details><summary>${name}</summary><dl>${lines}</dl></details>`;
  const width = Math.round(Math.min(1, share) * 1000) / 10;
  const words = node.share === undefined ? '' : formatShare(node.share);
  const bar = `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="part${share >= 0.25 ? ' hot' : share >= 0.1 ? ' warm' : ''}" width="${width}" height="8"/></svg>`;
  const time = (ms: number | undefined, tolerance: number) =>
    `<td class="figure">${ms === undefined ? '' : markup(formatMsWithin(ms, tolerance))}</td>`;
  return `<tr${node.neverExecuted ? ' class="idle"' : ''}><td class="d${Math.min(depth, deepestIndent)}">${cell}</td>${
    timed ? time(node.selfMs, node.selfToleranceMs) + time(node.totalMs, node.totalToleranceMs) : ''
  }<td class="figure share"><span>${words}</span>${bar}</td><td class="figure">${markup(rowsWords(node))}</td></tr>`;
}
