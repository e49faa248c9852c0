import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { isCancellation } from '../../src/base/cancelSignal';
import { type DraftField, type DraftSection, draftSections } from '../../src/core/connections/draftFields';
import type { ConnectionFormView, ConnectionHost, PasswordState } from '../../src/protocol/connection';
import type { Remote } from '../../src/protocol/rpc';
import { icon } from '../shared/icons';
import { visibleText } from '../shared/visibleText';
import { savedSections, saveSections } from './arrangement';
import { fieldTemplate, type FieldActions, idOf } from './fieldTemplate';
import { FormModel } from './formModel';
import { type PasteState, pasteTemplate } from './pasteTemplate';
import { passwordTemplate } from './passwordTemplate';
import { testTemplate, type TestState } from './testTemplate';

/** Sections that are always shown; the others open when they are wanted. */
const alwaysOpen: readonly DraftSection[] = ['server', 'appearance'];

/** The form of a connection: shows what the host keeps, and tells the host of each change. */
export class ConnectionApp implements FieldActions {
  private model: FormModel | undefined;
  private test: TestState = { kind: 'none' };
  private testing: AbortController | undefined;
  private pasted: PasteState = { understood: undefined, problems: [] };
  /** What kept the last action from being done. */
  private failure = '';
  private saving = false;
  private readonly open = new Set(savedSections());

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<ConnectionHost>,
  ) {
    root.addEventListener('keydown', (event) => this.key(event));
  }

  show(view: ConnectionFormView): void {
    const isFirst = this.model === undefined;
    this.model = new FormModel(view);
    this.draw();
    if (isFirst) {
      this.root.querySelector<HTMLElement>(view.isNew ? '#paste' : `#${idOf('name')}`)?.focus();
    }
  }

  fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    render(html`<p class="blank" role="alert">${message}</p>`, this.root);
  }

  typed(field: DraftField, text: string): void {
    this.change((model) => model.type(field, text));
  }

  left(field: DraftField): void {
    this.model?.visited(field.key);
    this.draw();
  }

  chosen(field: DraftField, value: string): void {
    this.change((model) => model.choose(field, value));
  }

  switched(field: DraftField, on: boolean): void {
    this.change((model) => model.switch(field, on));
  }

  browse(field: DraftField): void {
    void this.attempt(async () => {
      const file = await this.host.chooseFile({ key: field.key });
      if (file !== undefined) {
        this.change((model) => {
          model.type(field, file);
          model.visited(field.key);
        });
      }
    });
  }

  private change(work: (model: FormModel) => void): void {
    const { model } = this;
    if (!model) {
      return;
    }
    work(model);
    this.failure = '';
    this.draw();
    const { draft, target } = model;
    this.learnPassword(this.host.edit({ draft, target }), () => model.draft === draft);
  }

  /** Takes the answer unless it is about something that was changed since. */
  private learnPassword(answer: Promise<PasswordState>, isCurrent: () => boolean): void {
    answer.then(
      (state) => {
        if (this.model && isCurrent() && this.model.password !== state) {
          this.model.password = state;
          this.draw();
        }
      },
      (error: unknown) => this.explain(error),
    );
  }

  private enterPassword(text: string): void {
    if (this.model) {
      this.model.changed = true;
    }
    this.learnPassword(this.host.enterPassword({ text }), () => true);
  }

  private paste(text: string): void {
    void this.attempt(async () => {
      const { draft, password, understood, problems } = await this.host.paste({ text });
      this.pasted = { understood, problems };
      this.test = { kind: 'none' };
      if (this.model && understood !== undefined) {
        this.model.password = password;
        this.model.replace(draft);
      }
    });
  }

  private async runTest(): Promise<void> {
    if (!this.mayGo()) {
      return;
    }
    const testing = new AbortController();
    this.testing = testing;
    this.test = { kind: 'running' };
    this.draw();
    try {
      const { report, password } = await this.host.test(null, testing.signal);
      this.test = { kind: 'done', report };
      if (this.model) {
        this.model.password = password;
      }
    } catch (error) {
      this.test = isCancellation(error)
        ? { kind: 'cancelled' }
        : { kind: 'failed', message: messageOf(error) };
    } finally {
      this.testing = undefined;
      this.draw();
    }
  }

  private async save(connect: boolean): Promise<void> {
    if (!this.saving && this.mayGo()) {
      this.saving = true;
      await this.attempt(() => this.host.save({ connect }));
      this.saving = false;
    }
  }

  /** Whether nothing needs a correction; what does is shown, and gets the focus. */
  private mayGo(): boolean {
    const first = this.model?.insist();
    this.failure = this.model?.isComplete === true ? '' : 'Correct the marked fields first.';
    const section = this.model?.fields.find(({ key }) => key === first)?.section;
    if (section !== undefined) {
      this.open.add(section);
    }
    this.draw();
    if (first !== undefined) {
      this.root.querySelector<HTMLElement>(`#${idOf(first)}`)?.focus();
    }
    return this.model?.isComplete === true;
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.failure = '';
    try {
      await work();
    } catch (error) {
      this.explain(error);
    }
    this.draw();
  }

  private explain(error: unknown): void {
    this.failure = isCancellation(error) ? '' : messageOf(error);
    this.draw();
  }

  /** Enter saves, Escape stops a test or leaves a form in which nothing was changed. */
  private key(event: KeyboardEvent): void {
    const { target } = event;
    if (event.key === 'Enter' && target instanceof HTMLInputElement && target.type !== 'checkbox') {
      event.preventDefault();
      target.blur();
      target.focus();
      void this.save(this.model?.view.isNew === true);
    } else if (event.key === 'Escape') {
      this.escape();
    }
  }

  private escape(): void {
    if (this.testing) {
      this.testing.abort();
    } else if (this.model?.changed === true) {
      this.failure = 'Something was changed. Save it, or press Cancel to leave it.';
      this.draw();
    } else {
      void this.host.close(null);
    }
  }

  private draw(): void {
    if (this.model) {
      render(this.pageTemplate(this.model), this.root);
    }
  }

  private pageTemplate(model: FormModel): TemplateResult {
    const { view } = model;
    return html`<div class="page">
      <div class="form">
        <h1>${view.title}</h1>
        ${view.notes.map((note) => html`<p class="note">${icon('warning')}<span>${note}</span></p>`)}
        ${pasteTemplate(this.pasted, (text) => this.paste(text))}
        ${draftSections.map((section) => this.sectionTemplate(section, model))}
        ${model.generalProblems.map((problem) => html`<p class="problem" role="alert">${problem}</p>`)}
      </div>
      ${this.footerTemplate(model)}
    </div>`;
  }

  private sectionTemplate({ id, title }: (typeof draftSections)[number], model: FormModel): TemplateResult {
    const fields = model.fields.filter(({ section }) => section === id);
    const content = html`<div class="grid">
      ${fields.map(
        (field) =>
          html`${fieldTemplate(field, model, this)}${
            field.key === 'password' ? passwordTemplate(model, (text) => this.enterPassword(text)) : nothing
          }`,
      )}
    </div>`;
    if (alwaysOpen.includes(id)) {
      return html`<section aria-labelledby="section-${id}">
        <h2 id="section-${id}">${title}</h2>
        ${content}
      </section>`;
    }
    return html`<details
      .open=${this.open.has(id)}
      @toggle=${(event: Event) => this.toggled(id, (event.target as HTMLDetailsElement).open)}
    >
      <summary>
        <h2>${title}</h2>
        <span class="muted">${givenWords(fields, model)}</span>
      </summary>
      ${content}
    </details>`;
  }

  private toggled(id: string, isOpen: boolean): void {
    if (isOpen) {
      this.open.add(id);
    } else {
      this.open.delete(id);
    }
    saveSections([...this.open]);
  }

  private footerTemplate(model: FormModel): TemplateResult {
    const { view } = model;
    return html`<footer class="footer">
      ${testTemplate(this.test, () => this.testing?.abort())}
      <p class="failure" role="alert">${this.failure}</p>
      <div class="actions">
        ${
          view.isNew
            ? html`${button('Save and Connect', 'primary', () => this.save(true))}
              ${button('Save', 'secondary', () => this.save(false))}`
            : button('Save', 'primary', () => this.save(false))
        }
        ${button('Test', 'secondary', () => this.runTest())}
        ${button('Cancel', 'secondary', () => this.host.close(null))} ${this.targetTemplate(model)}
      </div>
    </footer>`;
  }

  private targetTemplate(model: FormModel): TemplateResult | typeof nothing {
    const { targets } = model.view;
    if (targets.length < 2) {
      return nothing;
    }
    const choose = (event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      this.change(() => model.saveIn(value));
    };
    return html`<label class="target"
      >Save in
      <select @change=${choose}>
        ${targets.map(
          ({ key, label }) => html`<option value=${key} .selected=${key === model.target}>${label}</option>`,
        )}
      </select>
    </label>`;
  }
}

/** What a closed section holds, in short. */
function givenWords(fields: readonly DraftField[], model: FormModel): string {
  const given = fields.flatMap((field) => {
    const text = model.text(field);
    return text === '' ? flagWords(field, model) : [`${field.label}: ${text}`];
  });
  return given.map(visibleText).join(' · ');
}

/** A box that is as it would be anyway is not worth a word. */
function flagWords(field: DraftField, model: FormModel): readonly string[] {
  const on = model.flag(field);
  if (field.kind !== 'flag' || on === field.initial(model.draft)) {
    return [];
  }
  return [on ? field.label : `${field.label}: no`];
}

function button(
  label: string,
  appearance: 'primary' | 'secondary',
  act: () => Promise<void>,
): TemplateResult {
  return html`<vscode-button appearance=${appearance} @click=${() => void act()}>${label}</vscode-button>`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
