import type { PlanDocument } from '../planModel';
import { anonymisePlan } from './anonymise/anonymisePlan';
import { planHtml } from './planHtml';
import { planJson } from './planJson';
import { planMarkdown } from './planMarkdown';
import { planReport } from './planReport';
import { planSvg } from './planSvg';
import { planText } from './planText';

export const shareFormats = ['text', 'json', 'markdown', 'html', 'svg'] as const;
export type ShareFormat = (typeof shareFormats)[number];

/** A plan as it is shown, and what of it is to be shared. */
export interface PlanToShare {
  readonly document: PlanDocument;
  /** The server's own answer, when it is JSON. */
  readonly json: string | undefined;
  readonly statement: string | undefined;
  readonly format: ShareFormat;
  /** Other names and constants everywhere. */
  readonly anonymous: boolean;
}

/** The plan in a format for others. */
export function exportPlan({ document, json, statement, format, anonymous }: PlanToShare): string {
  if (format === 'json' && !anonymous && json !== undefined) {
    return json;
  }
  const shared = anonymous ? anonymisePlan(document, statement) : { document, statement };
  switch (format) {
    case 'text':
      return `${planText(shared.document)}\n`;
    case 'json':
      return planJson(shared.document);
    case 'markdown':
      return planMarkdown(shared.document, planReport(shared.document, shared.statement));
    case 'html':
      return planHtml(shared.document, planReport(shared.document, shared.statement));
    case 'svg':
      return planSvg(planReport(shared.document, undefined));
  }
}
