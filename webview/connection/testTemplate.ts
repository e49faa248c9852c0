import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { TestReport, TestStep } from '../../src/core/connections/testReport';
import { icon, type IconName } from '../shared/icons';
import { visibleText } from '../shared/visibleText';

/** What the form knows of a test of the connection. */
export type TestState =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly report: TestReport };

export function testTemplate(state: TestState, cancel: () => void): TemplateResult {
  return html`<div class="test" role="status">${contentOf(state, cancel)}</div>`;
}

function contentOf(state: TestState, cancel: () => void): TemplateResult | typeof nothing {
  switch (state.kind) {
    case 'none':
      return nothing;
    case 'running':
      return html`<div class="test-running">
        <vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
        <span>Connecting…</span>
        <vscode-button appearance="secondary" @click=${cancel}>Cancel Test</vscode-button>
      </div>`;
    case 'cancelled':
      return html`<p class="muted">The test was cancelled.</p>`;
    case 'failed':
      return html`<p class="test-headline">${icon('error')}<span>${state.message}</span></p>`;
    case 'done':
      return reportTemplate(state.report);
  }
}

function reportTemplate(report: TestReport): TemplateResult {
  return html`<p class="test-headline">
      ${icon(report.ok ? 'check' : 'error')}<strong>${report.headline}</strong>
    </p>
    ${
      report.failure
        ? html`<p>${visibleText(report.failure.happened)}</p>
            <p class="next">${visibleText(report.failure.next)}</p>`
        : nothing
    }
    <ol class="steps" aria-label="Steps of the test">
      ${report.steps.map(
        (step) =>
          html`<li class="step step-${step.status}">
            ${icon(icons[step.status])}<span>${visibleText(step.text)}</span>
            <span class="spoken">${words[step.status]}</span>
          </li>`,
      )}
    </ol>
    ${report.warnings.map(
      (warning) => html`<p class="test-note">${icon('warning')}<span>${visibleText(warning)}</span></p>`,
    )}
    ${
      report.rights.length > 0
        ? html`<p class="test-note">
            ${icon('info')}<span>${report.rights.map(visibleText).join(' ')}</span>
          </p>`
        : nothing
    }`;
}

const icons: Readonly<Record<TestStep['status'], IconName>> = {
  done: 'check',
  failed: 'error',
  skipped: 'skipped',
};

const words: Readonly<Record<TestStep['status'], string>> = {
  done: 'done',
  failed: 'failed',
  skipped: 'not reached',
};
