import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type { MatrixCell } from '../../src/core/rowSecurity/matrix';
import type { Remote } from '../../src/protocol/rpc';
import {
  type MatrixHost,
  type MatrixLens,
  matrixLimits,
  type MatrixSetup,
} from '../../src/protocol/rowSecurityMatrix';
import { placeTemplate } from '../shared/place';
import { countOf } from '../shared/words';
import { lensFields, relationList } from './choiceTemplates';
import { keyOf, type MatrixRun } from './matrixRun';
import { cellDetails, matrixTable } from './matrixTable';

/** Roles and relations to choose, and the matrix of what came of trying. */
export class MatrixApp {
  private setup: MatrixSetup | undefined;
  private lenses: readonly MatrixLens[] = [];
  private ticked = new Set<number>();
  private filter = '';
  private run: MatrixRun | undefined;
  private running: AbortController | undefined;
  private selected: string | undefined;
  private failure = '';

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<MatrixHost>,
  ) {}

  async load(): Promise<void> {
    this.draw();
    try {
      this.setup = await this.host.ready(null);
      this.ticked = new Set(this.setup.ticked);
      const plain = this.setup.roles.filter(({ words }) => !/superuser|does not apply/.test(words));
      this.lenses = plain.slice(0, 2).map(({ name }) => this.lens(name));
    } catch (error) {
      this.failure = message(error);
    }
    this.draw();
  }

  take(cells: readonly MatrixCell[]): void {
    if (this.run) {
      const known = new Map(this.run.cells);
      cells.forEach((cell) => known.set(keyOf(cell), cell));
      this.run = { ...this.run, cells: known };
      this.draw();
    }
  }

  private lens(role: string): MatrixLens {
    return { role, settings: (this.setup?.settings ?? []).map((name) => `${name} = `).join('; ') };
  }

  private async start(): Promise<void> {
    const relations = [...this.ticked].sort((a, b) => a - b).slice(0, matrixLimits.relations);
    this.run = { lenses: this.lenses, relations, cells: new Map() };
    this.selected = undefined;
    this.failure = '';
    const running = new AbortController();
    this.running = running;
    this.draw();
    try {
      const done = await this.host.run({ lenses: this.lenses, relations }, running.signal);
      this.run = done ? this.run : undefined;
    } catch (error) {
      this.failure = running.signal.aborted ? 'Stopped. What was not tried yet is empty.' : message(error);
    }
    this.running = undefined;
    this.draw();
  }

  private readonly change = (work: () => void): void => {
    work();
    this.draw();
  };

  private draw(): void {
    render(this.template(), this.root);
  }

  private template(): TemplateResult {
    const { setup } = this;
    if (!setup) {
      const words = this.failure === '' ? 'Reading roles and relations …' : this.failure;
      return html`<p class="blank" role=${this.failure === '' ? 'status' : 'alert'}>${words}</p>`;
    }
    return html`<div class="page">
      <header class="bar">
        <h1 class="bar-title">Row Security Matrix</h1>
        ${placeTemplate(setup)}
      </header>
      <div class="form">
        <p class="help">
          Each command is tried as each role, under a savepoint, and rolled back: SELECT counts, INSERT copies
          rows that are there, UPDATE sets a column to what it is, DELETE deletes. Triggers fire while this
          happens.
        </p>
        ${this.choices(setup)} ${this.result(setup)}
      </div>
    </div>`;
  }

  private choices(setup: MatrixSetup): TemplateResult {
    const { lenses, ticked, filter, running } = this;
    const ready = lenses.length > 0 && ticked.size > 0 && ticked.size <= matrixLimits.relations;
    return html`<section class="choices" aria-label="What to try">
        ${lensFields(setup, lenses, (changed) => this.change(() => (this.lenses = changed)), this.lens('').settings)}
        ${relationList(setup, { ticked, filter }, (next) =>
          this.change(() => {
            this.filter = next.filter;
            this.ticked = new Set(next.ticked);
          }),
        )}
      </section>
      <div class="start">
        ${
          running
            ? html`<button class="plain" @click=${() => running.abort()}>Stop</button>`
            : html`<vscode-button ?disabled=${!ready} @click=${() => void this.start()}>Try</vscode-button>`
        }
        <span class="help" role="status">${this.progress(ready)}</span>
      </div>
      ${this.failure === '' ? nothing : html`<p class="problem" role="alert">${this.failure}</p>`}`;
  }

  private progress(ready: boolean): string {
    const { run, running, lenses, ticked } = this;
    if (running && run) {
      const all = run.lenses.length * run.relations.length * 4;
      return `Tried ${run.cells.size} of ${all}`;
    }
    if (ticked.size > matrixLimits.relations) {
      return `Choose at most ${matrixLimits.relations} relations.`;
    }
    return ready
      ? `${countOf(lenses.length * ticked.size * 4, 'command')}: ${countOf(lenses.length, 'role')}, ${countOf(ticked.size, 'relation')}`
      : 'Choose at least one role and one relation.';
  }

  private result(setup: MatrixSetup): TemplateResult | typeof nothing {
    const { run, selected } = this;
    if (!run) {
      return nothing;
    }
    const cell = selected === undefined ? undefined : run.cells.get(selected);
    const lens = cell && run.lenses[cell.lens];
    const relation = cell && run.relations[cell.relation];
    return html`${matrixTable(setup, run, selected, (key) => this.change(() => (this.selected = key)))}
    ${
      cell && lens && relation !== undefined
        ? cellDetails(setup, { cell, lens, relation }, () => void this.view(lens, relation))
        : html`<p class="help">Choose a cell to see what the server said.</p>`
    }`;
  }

  private async view(lens: MatrixLens, relation: number): Promise<void> {
    try {
      await this.host.view({ lens, relation });
    } catch (error) {
      this.failure = message(error);
      this.draw();
    }
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
