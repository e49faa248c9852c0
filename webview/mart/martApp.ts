import { html, render, type TemplateResult } from 'lit/html.js';
import { displayName } from '../../src/core/explorer/displayName';
import { relationKindWords } from '../../src/core/catalog/relationKind';
import type { MartAction, MartHeader, MartHost } from '../../src/protocol/mart';
import type { Remote } from '../../src/protocol/rpc';
import { placeTemplate } from '../shared/place';
import { columnsTemplate } from './columnsTable';
import { definitionTemplate } from './definition';
import { dependenciesTemplate } from './dependencyLists';
import { factsTemplate } from './factsPanel';
import { grantsTemplate, indexesTemplate, partitionsTemplate } from './lists';
import { martSections, type MartSections } from './martSections';
import { sampleTemplate } from './sampleTable';

/** The page of a relation: keeps what it was told, and draws it. */
export class MartApp {
  private header: MartHeader | undefined;
  private failure: string | undefined;
  /** What the last action did, until the next one. */
  private note = '';
  private drawing = false;
  private readonly sections: MartSections;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<MartHost>,
  ) {
    this.sections = martSections(
      host,
      () => this.drawSoon(),
      () => this.header?.timeColumn,
    );
  }

  /** Reads everything, section by section. */
  load(): void {
    this.host.ready(null).then(
      (header) => {
        this.failure = undefined;
        this.show(header);
      },
      (error: unknown) => {
        this.failure = error instanceof Error ? error.message : String(error);
        this.drawSoon();
      },
    );
    const { columns, facts, ...others } = this.sections;
    void facts.load();
    void columns.load().then(() => {
      // The columns are painted before anything else is asked for, so that a wide table shows them at once.
      requestAnimationFrame(() =>
        setTimeout(() => Object.values(others).forEach((section) => void section.load())),
      );
    });
  }

  show(header: MartHeader): void {
    const chosen = this.header === undefined ? header.timeColumn : undefined;
    this.header = header;
    this.drawSoon();
    if (chosen !== undefined) {
      this.chooseTime(chosen);
    }
  }

  /** Sections answer in bursts: one drawing does for all of a moment. */
  private drawSoon(): void {
    if (!this.drawing) {
      this.drawing = true;
      queueMicrotask(() => {
        this.drawing = false;
        this.draw();
      });
    }
  }

  private draw(): void {
    const { header, failure } = this;
    if (failure !== undefined) {
      render(html`<p class="blank" role="alert">${failure}</p>`, this.root);
    } else if (header) {
      render(this.pageTemplate(header), this.root);
    }
  }

  private pageTemplate(header: MartHeader): TemplateResult {
    const { relation } = header;
    return html`<div class="mart">
      <header class="bar">
        <h1 class="bar-title">
          <span class="bar-name">${displayName(relation.schema)}.${displayName(relation.name)}</span>
          <span class="muted bar-kind">${relationKindWords(relation.kind)}</span>
        </h1>
        ${placeTemplate(header)}
        <div class="bar-actions">${this.actionsTemplate(header)}</div>
      </header>
      <div class="mart-body">
        <nav class="jumps" aria-label="Sections">
          ${this.shown().map(
            ({ id, title }) => html`<button class="link" @click=${() => jump(id)}>${title}</button>`,
          )}
        </nav>
        ${this.shown().map(
          ({ id, title, content }) =>
            html`<section class="section" aria-labelledby=${id}>
              <h2 class="section-title" id=${id} tabindex="-1">${title}</h2>
              ${content()}
            </section>`,
        )}
      </div>
      <div class="spoken" role="status">${this.note}</div>
    </div>`;
  }

  private actionsTemplate({ favourite, dbt }: MartHeader): TemplateResult {
    const act =
      (what: MartAction, done = '') =>
      () =>
        this.attempt(this.host.act({ what }), done);
    const pin = () => this.attempt(this.host.favourite({ on: favourite !== true }), '');
    return html`${
      favourite === undefined ? '' : button(favourite ? '★ Favourite' : '☆ Favourite', pin, favourite)
    }
    ${button('Dependency Graph', act('dependencies'))} ${button('ER Diagram', act('diagram'))}
    ${dbt ? button('dbt Model', act('model')) : ''} ${button('New Query', act('query'))}
    ${button('Copy Name', act('copyName', 'Copied the name.'))} ${button('Refresh', () => this.load())}`;
  }

  private shown(): readonly Shown[] {
    const { header, sections } = this;
    const open = (oid: number) => void this.attempt(this.host.open({ oid }), '');
    const all: readonly (Shown | undefined)[] = [
      { id: 'facts', title: 'Facts', content: () => this.facts() },
      {
        id: 'columns',
        title: counted('Columns', sections.columns.value?.columns.length),
        content: () => columnsTemplate(sections.columns, sections.sample),
      },
      {
        id: 'sample',
        title: 'Sample rows',
        content: () => sampleTemplate(sections.sample, (patient) => this.sampleAgain(patient)),
      },
      {
        id: 'definition',
        title: 'Definition',
        content: () => definitionTemplate(sections.definition, () => this.copyDefinition()),
      },
      {
        id: 'indexes',
        title: counted('Indexes', sections.indexes.value?.indexes.length),
        content: () => indexesTemplate(sections.indexes),
      },
      header?.relation.kind === 'partitionedTable'
        ? {
            id: 'partitions',
            title: counted('Partitions', sections.partitions.value?.[0]?.total),
            content: () => partitionsTemplate(sections.partitions, open),
          }
        : undefined,
      {
        id: 'dependencies',
        title: 'Dependencies',
        content: () => dependenciesTemplate(sections.dependencies, open),
      },
      { id: 'grants', title: 'Rights', content: () => grantsTemplate(sections.grants, sections.facts) },
    ];
    return all.filter((each) => each !== undefined);
  }

  private facts(): TemplateResult | string {
    const { header, sections } = this;
    return header
      ? factsTemplate(header, sections, {
          chooseTime: (column) => this.chooseTime(column),
          keepTags: (typed) => void this.attempt(this.host.tags({ typed }), 'Kept the tags.'),
        })
      : '';
  }

  private chooseTime(column: string | null): void {
    void this.sections.newest.load(() => this.host.newest({ column }));
  }

  private sampleAgain(patient: boolean): void {
    void this.sections.sample.load(() => this.host.sample({ patient }));
  }

  private copyDefinition(): void {
    void this.attempt(this.host.act({ what: 'copyDefinition' }), 'Copied the definition.');
  }

  private async attempt(work: Promise<unknown>, done: string): Promise<void> {
    try {
      await work;
      this.note = done;
    } catch (error) {
      this.note = error instanceof Error ? error.message : '';
    }
    this.drawSoon();
  }
}

interface Shown {
  readonly id: string;
  readonly title: string;
  readonly content: () => TemplateResult | string;
}

function counted(title: string, count: number | undefined): string {
  return count === undefined ? title : `${title} (${count})`;
}

function button(title: string, act: () => unknown, pressed?: boolean): TemplateResult {
  return html`<vscode-button
    appearance="secondary"
    aria-label=${title.replace(/^[★☆] /, '')}
    aria-pressed=${pressed === undefined ? 'undefined' : String(pressed)}
    @click=${() => void act()}
    >${title}</vscode-button
  >`;
}

function jump(id: string): void {
  const title = document.getElementById(id);
  title?.scrollIntoView({ block: 'start' });
  title?.focus({ preventScroll: true });
}
