import { formatMs, formatShare } from '../format';
import type { PlanDocument } from '../planModel';
import { markdownCode, markdownText } from './markdownText';
import { fixText, type PlanPart, type PlanReport, rowsWords } from './planReport';
import { planTextUpTo } from './planText';

/** A plan for a ticket or a chat: the verdict, where the time went, advice, the plan as text, and the statement. */
export function planMarkdown(document: PlanDocument, report: PlanReport): string {
  const parts = report.parts.flatMap((part) =>
    part.kind === 'plan'
      ? partBlocks(part)
      : [`The server has no plan for this part: ${markdownText(part.text)}`],
  );
  const blocks = [
    `## ${markdownText(report.title)}`,
    ...parts,
    '### Plan',
    markdownCode(planTextUpTo(document, longestText), 'text'),
    ...(report.statement === undefined ? [] : ['### Statement', markdownCode(report.statement, 'sql')]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** A longer text is refused by most places where Markdown is written, in UTF-16 units. */
const longestText = 50_000;

function partBlocks({ view, verdict, top, advice }: PlanPart): readonly string[] {
  const rows = top.map(
    (node) =>
      `| ${[
        markdownText(node.title),
        node.selfMs === undefined ? '' : formatMs(node.selfMs),
        node.share === undefined ? '' : formatShare(node.share),
        markdownText(rowsWords(node)),
      ].join(' | ')} |`,
  );
  const kind = top[0]?.shareOf === 'cost' ? 'cost' : 'time';
  return [
    markdownText(verdict),
    ...view.header.notes.map(markdownText),
    ...(rows.length === 0
      ? []
      : [
          [
            `| Node | Self time | Share of ${kind} | Rows planned → actual |`,
            '|---|--:|--:|--:|',
            ...rows,
          ].join('\n'),
        ]),
    ...(advice.length === 0 ? [] : ['### Advice']),
    ...advice.flatMap(({ title, why, what, fixes, savedMs }) => {
      const saved = savedMs === undefined ? '' : ` (could save ${formatMs(savedMs)})`;
      const [best] = fixes;
      return [
        `**${markdownText(title)}**${markdownText(saved)}`,
        markdownText(`${why} ${what}`),
        ...(best ? [markdownCode(fixText(best), 'sql')] : []),
      ];
    }),
  ];
}
