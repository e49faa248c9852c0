import { html, type TemplateResult } from 'lit/html.js';
import { formatMs } from '../../../src/core/plan/format';
import type { AdviceList, AdviceView, FixView } from '../../../src/protocol/planAdvice';
import { adviceName, type FixPlace } from '../../../src/protocol/planTrials';
import { visibleText } from '../../shared/visibleText';
import type { PagePart } from '../pageParts';
import { isRefuted } from '../verify/trialBook';
import { trialPart } from '../verify/trialPart';

/** More than these are unfolded on demand. */
const firstFew = 3;

/** The list of advice, which stands between the summary and the views. Empty until it has come. */
export function advicePlace(part: PagePart): TemplateResult | string {
  const list = part.advice.of(part);
  if (!list) {
    return '';
  }
  if (list.advice.length === 0) {
    return html`<section class="advices" aria-label="Advice">
      <p class="muted">
        No advice: no rule found anything that takes much of the time. ${catalogWords(list)}
      </p>
    </section>`;
  }
  const shown = part.advice.all ? list.advice : list.advice.slice(0, firstFew);
  const more = list.advice.length - firstFew;
  const toggleAll = () => {
    part.advice.all = !part.advice.all;
    part.redraw();
  };
  return html`<section class="advices" aria-label="Advice">
    <ul class="advice-list">
      ${shown.map((advice) => adviceTemplate(part, list, advice))}
    </ul>
    <p class="advice-foot muted">
      ${
        more > 0
          ? html`<button class="link" @click=${toggleAll}>
              ${part.advice.all ? 'Show fewer' : `Show ${more} more`}
            </button>`
          : ''
      }
      ${catalogWords(list)}
    </p>
  </section>`;
}

function catalogWords({ catalog }: AdviceList): string {
  switch (catalog) {
    case 'known':
      return '';
    case 'reading':
      return 'Looking at the tables…';
    case 'none':
      return 'Without a connection, indexes and statistics of the tables are not known.';
    default:
      return `The tables could not be looked at: ${catalog.failed}`;
  }
}

const severityWords = { high: 'High', medium: 'Medium', low: 'Low' } as const;
/** The shape tells it as well as the colour. */
const severitySigns = { high: '▲', medium: '◆', low: '●' } as const;

function adviceTemplate(part: PagePart, list: AdviceList, advice: AdviceView): TemplateResult {
  const name = adviceName(advice);
  const isOpen = part.advice.isOpen(name);
  const toggle = () => {
    part.advice.toggle(name);
    part.redraw();
  };
  return html`<li class="advice">
    <div class="advice-head">
      <button class="advice-toggle" aria-expanded=${isOpen ? 'true' : 'false'} @click=${toggle}>
        <span class="advice-twisty" aria-hidden="true">${isOpen ? '▾' : '▸'}</span>
        <span class="advice-severity advice-${advice.severity}"
          ><span aria-hidden="true">${severitySigns[advice.severity]}</span> ${
            severityWords[advice.severity]
          }</span
        >
        <span class="advice-title">${visibleText(advice.title)}</span>
      </button>
      ${advice.estimateOnly ? html`<span class="advice-note muted">estimate only</span>` : ''}
      ${
        advice.savedMs === undefined
          ? ''
          : html`<span class="advice-saving" title="Estimated">saves up to ${formatMs(advice.savedMs)}</span>`
      }
      ${nodeLink(part, advice)}
    </div>
    ${isOpen ? bodyTemplate(part, list, advice) : ''}
  </li>`;
}

function nodeLink(part: PagePart, { node }: AdviceView): TemplateResult | string {
  const row = node === undefined ? undefined : part.plan.model.node(node);
  if (node === undefined || !row) {
    return '';
  }
  return html`<button
    class="link advice-node"
    aria-label=${`Show node: ${row.title}`}
    @click=${() => part.reveal(node)}
  >
    Show node
  </button>`;
}

function bodyTemplate(part: PagePart, list: AdviceList, advice: AdviceView): TemplateResult {
  return html`<div class="advice-body">
    <p><span class="muted">Why it matters.</span> ${visibleText(advice.why)}</p>
    <p><span class="muted">What to do.</span> ${visibleText(advice.what)}</p>
    ${advice.fixes.map((fix, index) => {
      const { runId, plan } = list;
      return fixTemplate(part, fix, { runId, plan, advice: adviceName(advice), fix: index });
    })}
  </div>`;
}

function fixTemplate(part: PagePart, fix: FixView, place: FixPlace): TemplateResult {
  const isUseless = isRefuted(part.trials.of(place));
  const ask = (work: Promise<unknown>, done: string) => {
    work.then(
      () => part.say(done),
      (error: unknown) => part.say(error instanceof Error ? error.message : String(error)),
    );
  };
  return html`<div class="advice-fix">
    ${isUseless ? html`<p class="muted">This was tried and does not help:</p>` : ''}
    <pre class="advice-code" tabindex="0" aria-label="Text of the fix">${visibleLines(fix.text)}</pre>
    <div class="advice-actions">
      ${
        isUseless
          ? ''
          : html`<vscode-button
              @click=${() => ask(part.host.insertFix(place), 'Inserted into an editor. Nothing was run.')}
              >Insert into Editor</vscode-button
            >`
      }
      <vscode-button appearance="secondary" @click=${() => ask(part.host.copyFix(place), 'Copied.')}
        >Copy</vscode-button
      >
    </div>
    ${trialPart(part, place, fix.kind)}
  </div>`;
}

function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}
