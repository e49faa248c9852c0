import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { isCancellation } from '../../src/base/cancelSignal';
import type { TrialReport } from '../../src/core/scaffold/proof/trial';
import type { FormSection, FormValue } from '../../src/core/scaffold/scaffoldForm';
import type { Remote } from '../../src/protocol/rpc';
import type { RunView, ScaffoldHost, ScaffoldView } from '../../src/protocol/scaffold';
import { placeTemplate } from '../shared/place';
import { type FieldActions, idOf } from './fieldFrame';
import { fieldTemplate } from './fieldTemplate';
import { type FooterAction, footerTemplate } from './footerTemplate';
import { FormModel, type PlacedField } from './formModel';
import { Offers } from './offers';
import { previewTemplate, type PreviewState } from './previewTemplate';
import { runTemplate, trialTemplate } from './runTemplate';

/** How long the user must have typed nothing before the catalog is read, in milliseconds. */
const pause = 200;

/** The page of a scaffold: its form, and beside it what it would do. */
export class ScaffoldApp implements FieldActions {
  private view: ScaffoldView | undefined;
  private model: FormModel | undefined;
  private preview: PreviewState = { kind: 'waiting' };
  private reading: AbortController | undefined;
  private timer = 0;
  private run: RunView | undefined;
  private trial: TrialReport | undefined;
  /** What the last button led to, when it failed. */
  private failure = '';
  private acting: AbortController | undefined;
  private readonly offers: Offers;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<ScaffoldHost>,
  ) {
    this.offers = new Offers(host, () => this.draw());
  }

  show(view: ScaffoldView): void {
    const isFirst = this.view === undefined;
    this.view = view;
    this.model = new FormModel(view.form, view.values);
    this.run = view.run;
    this.draw();
    if (isFirst) {
      this.root.querySelector<HTMLElement>('.form input, .form select, .form textarea')?.focus();
    }
    void this.readPreview();
  }

  fail(error: unknown): void {
    render(html`<p class="blank" role="alert">${messageOf(error)}</p>`, this.root);
  }

  /** A run goes on or ended; after it, what exists is read again. */
  showRun(run: RunView): void {
    this.run = run;
    this.draw();
    if (!run.running) {
      void this.readPreview();
    }
  }

  set(placed: PlacedField, value: FormValue): void {
    this.model?.set(placed.path, value);
    this.changed();
  }

  addRow(placed: PlacedField): void {
    this.model?.addRow(placed);
    this.changed();
  }

  left({ path }: PlacedField): void {
    this.model?.visit(path);
    this.draw();
  }

  entered(placed: PlacedField): void {
    this.offers.want(placed, this.model?.relationFor(placed) ?? '');
  }

  offered(placed: PlacedField): readonly string[] {
    return this.offers.names(placed, this.model?.relationFor(placed) ?? '');
  }

  private changed(): void {
    this.trial = undefined;
    this.failure = '';
    this.draw();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.readPreview(), pause);
  }

  /** Only the last reading counts: an earlier one is cancelled. */
  private async readPreview(): Promise<void> {
    const { model } = this;
    if (!model) {
      return;
    }
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    let state: PreviewState;
    try {
      const preview = await this.host.preview({ values: model.values }, reading.signal);
      state = { kind: 'done', preview };
    } catch (error) {
      if (isCancellation(error)) {
        return;
      }
      state = { kind: 'failed', message: messageOf(error) };
    }
    if (this.reading === reading && this.model === model) {
      this.preview = state;
      model.problems = problemsIn(state);
      this.draw();
    }
  }

  private goTo(path: string): void {
    this.model?.visit(path);
    this.draw();
    const element = this.root.querySelector<HTMLElement>(`#${CSS.escape(idOf(path))}`);
    element?.scrollIntoView({ block: 'center' });
    element?.focus();
  }

  private draw(): void {
    if (this.view && this.model) {
      render(this.pageTemplate(this.view, this.model), this.root);
    }
  }

  private pageTemplate(view: ScaffoldView, model: FormModel): TemplateResult {
    const plan =
      this.preview.kind === 'done' && this.preview.preview.kind === 'plan'
        ? this.preview.preview.plan
        : undefined;
    return html`<div class="page">
      <header class="bar">
        <h1 class="bar-name">${view.title}</h1>
        ${placeTemplate(view)}
      </header>
      <div class="panes">
        <div class="form" role="region" aria-label="Form">
          <p class="explain">${view.explain}</p>
          ${view.form.map((section) => this.sectionTemplate(section, model))}
        </div>
        <div class="preview" role="region" aria-label="SQL">
          <h2>SQL</h2>
          ${
            this.run === undefined
              ? nothing
              : runTemplate(this.run, {
                  undo: () => this.act((signal) => this.host.undo(null, signal)),
                  stop: () => this.stop(),
                })
          }
          ${this.trial && plan ? trialTemplate(this.trial, plan.steps) : nothing}
          ${previewTemplate(this.preview, (field) => this.goTo(field))}
        </div>
      </div>
      ${footerTemplate({
        plan,
        view,
        busy: this.acting !== undefined || this.run?.running === true,
        failure: this.failure,
        act: (action) => this.perform(action, model),
        stop: () => this.stop(),
      })}
    </div>`;
  }

  private perform(action: FooterAction, { values }: FormModel): void {
    this.act(async (signal) => {
      if (action === 'server' || action === 'sandbox') {
        this.trial = await this.host.trial({ values, place: action }, signal);
      } else {
        await this.host[action]({ values }, signal);
      }
    });
  }

  /** What is applied does not end with the request: the page may have been loaded anew meanwhile. */
  private stop(): void {
    void this.host.stop(null).catch(() => undefined);
    this.acting?.abort();
  }

  /** One action at a time. */
  private act(work: (signal: AbortSignal) => Promise<void>): void {
    if (this.acting) {
      return;
    }
    const acting = new AbortController();
    this.acting = acting;
    this.failure = '';
    this.trial = undefined;
    this.draw();
    work(acting.signal)
      .catch((error: unknown) => {
        this.failure = isCancellation(error) ? '' : messageOf(error);
      })
      .finally(() => {
        this.acting = undefined;
        this.draw();
      });
  }

  private sectionTemplate(section: FormSection, model: FormModel): TemplateResult | typeof nothing {
    const fields = model.fields(section);
    if (fields.length === 0) {
      return nothing;
    }
    return html`<section>
      <h2>${section.title}</h2>
      ${section.hint === undefined ? nothing : html`<p class="help section-hint">${section.hint}</p>`}
      <div class="fields-grid">${fields.map((placed) => fieldTemplate(placed, model, this))}</div>
    </section>`;
  }
}

function problemsIn(state: PreviewState): FormModel['problems'] {
  if (state.kind !== 'done') {
    return [];
  }
  return state.preview.kind === 'form' ? state.preview.problems : state.preview.plan.problems;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
