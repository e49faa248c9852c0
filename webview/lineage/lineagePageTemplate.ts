import { html, type TemplateResult } from 'lit/html.js';
import { lineageName, type LineageNode } from '../../src/core/dbt/lineage/lineageGraph';
import { lineageLayers } from '../../src/core/dbt/lineage/lineageLayer';
import { lineageStates, lineageStateWords } from '../../src/core/dbt/lineage/lineageState';
import { lineageTexts, outOfDateWords } from '../../src/core/dbt/lineage/lineageTexts';
import { displayName } from '../../src/core/explorer/displayName';
import type { GraphFormat } from '../../src/protocol/graph';
import type { LineageMeasures, LineageView } from '../../src/protocol/lineage';
import { placeTemplate } from '../shared/place';
import { countOf, formatCount } from '../shared/words';
import { choicesOf, type LineageFilter, type LineagePlan, nodeStates, noFilter } from './lineagePlan';

export interface LineagePageParts {
  readonly view: LineageView;
  readonly plan: LineagePlan;
  readonly filter: LineageFilter;
  /** Undefined until the host answered. */
  readonly measured: LineageMeasures | undefined;
  readonly failure: string | undefined;
  readonly note: string;
  readonly chosen: LineageNode | undefined;
  readonly above: ReadonlySet<string>;
  readonly below: ReadonlySet<string>;
  /** How many steps the lineage of one node goes; empty for all the way. */
  readonly steps: string;
  readonly actions: LineageActions;
}

export interface LineageActions {
  change(filter: Partial<LineageFilter>): void;
  zoom(factor: number): void;
  fit(): void;
  open(): void;
  narrow(): void;
  /** Narrows down to so many steps. */
  reach(steps: string): void;
  refresh(): void;
  save(format: GraphFormat): void;
}

export function pageTemplate(parts: LineagePageParts): TemplateResult {
  const { view, plan, failure, note } = parts;
  const { project, target } = view;
  return html`<div class="lineage">
    <header class="bar">
      <h1 class="bar-title">
        <span class="bar-name">Lineage of ${displayName(project)}</span>
        <span class="muted">${countWords(parts)}</span>
      </h1>
      ${placeTemplate(target === undefined ? {} : { documentName: `target ${displayName(target)}` })}
      <div class="bar-actions">${actionsTemplate(parts)}</div>
    </header>
    <div class="filters" role="search" aria-label="What is shown">${filtersTemplate(parts)}</div>
    ${remarksOf(parts).map((remark) => html`<p class="note muted">${remark}</p>`)}
    ${failure === undefined ? '' : html`<p class="note" role="alert">${failure}</p>`}
    ${plan.graph.nodes.length === 0 ? html`<p class="blank">${emptyWords(parts)}</p>` : ''}
    <div class="drawing" ?hidden=${plan.graph.nodes.length === 0}></div>
    ${chosenTemplate(parts)}
    <footer class="foot muted">
      ${legendTemplate(plan)}
      <p>
        Arrow keys go from one to the next, U and D to what it reads and what reads it, Enter opens the file,
        the menu key what else there is, / searches, plus and minus zoom, 0 shows everything.
      </p>
    </footer>
    <div class="spoken" role="status">${note}</div>
  </div>`;
}

function countWords({ view, plan }: LineagePageParts): string {
  const shown = plan.graph.nodes.length;
  const all = view.graph.nodes.length;
  return shown === all ? countOf(all, 'node') : `${formatCount(shown)} of ${countOf(all, 'node')}`;
}

function remarksOf({ view, plan, measured }: LineagePageParts): readonly string[] {
  const { nothing } = plan;
  const isPartly = nothing.length > 0 && plan.graph.nodes.length > 0;
  return [
    ...view.remarks.map(displayName),
    ...(measured?.connected === false && view.target !== undefined
      ? ['Rows and sizes are shown when the database of the target is connected.']
      : []),
    ...(isPartly ? [`Nothing is named by ${nothing.map(displayName).join(', ')}.`] : []),
  ];
}

function emptyWords({ view, plan }: LineagePageParts): string {
  if (view.graph.nodes.length === 0) {
    return 'The project has no sources, models or exposures yet.';
  }
  return plan.nothing.length > 0
    ? `Nothing is named by ${plan.nothing.map(displayName).join(', ')}.`
    : 'Nothing is left of this selection. Choose another folder or tag.';
}

function filtersTemplate({ view, filter, actions }: LineagePageParts): TemplateResult {
  const typed = (event: Event): void => {
    if (event.target instanceof HTMLInputElement && event.target.value !== filter.select) {
      actions.change({ select: event.target.value });
    }
  };
  const checked = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) {
      actions.change({ tests: event.target.checked });
    }
  };
  const { folders, tags } = choicesOf(view.graph);
  return html`<input
      class="find"
      type="search"
      placeholder="Name, +model+, tag:…, path:…"
      aria-label="Select as dbt does"
      title="A part of a name, or a selection as dbt writes it: +model, model+1, tag:mart, path:models/marts, source:core, exposure:board; a blank for either, a comma for both. Enter selects."
      .value=${filter.select}
      @change=${typed}
      @search=${typed}
    />
    ${choice('Folder', folders.map(named), filter.folder, (folder) => actions.change({ folder }))}
    ${choice('Tag', tags.map(named), filter.tag, (tag) => actions.change({ tag }))}
    ${choice('State', states, filter.state, (state) =>
      actions.change({ state: lineageStates.find((each) => each === state) ?? '' }),
    )}
    <label class="tests"><input type="checkbox" .checked=${filter.tests} @change=${checked} /> Tests</label>
    ${
      isFiltered(filter)
        ? button('Show Everything', 'Show Everything', () =>
            actions.change({ ...noFilter, tests: filter.tests }),
          )
        : ''
    }`;
}

function isFiltered({ select, folder, tag, state }: LineageFilter): boolean {
  return select !== '' || folder !== '' || tag !== '' || state !== '';
}

/** The value of a choice, and what stands there. */
type Option = readonly [value: string, words: string];

const states: readonly Option[] = lineageStates.map((state) => [state, lineageStateWords[state]]);

function named(name: string): Option {
  return [name, displayName(name)];
}

function choice(
  what: string,
  options: readonly Option[],
  chosen: string,
  act: (value: string) => void,
): TemplateResult {
  const change = (event: Event): void => {
    if (event.target instanceof HTMLSelectElement) {
      act(event.target.value);
    }
  };
  return html`<select aria-label=${what} @change=${change}>
    <option value="" ?selected=${chosen === ''}>All ${what.toLowerCase()}s</option>
    ${options.map(
      ([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`,
    )}
  </select>`;
}

function actionsTemplate({ actions }: LineagePageParts): TemplateResult {
  return html`${button('+ Zoom In', '+', () => actions.zoom(1.25))}
  ${button('− Zoom Out', '−', () => actions.zoom(0.8))}
  ${button('Fit Everything', 'Fit', () => actions.fit())}
  ${button('Save as SVG…', 'SVG…', () => actions.save('svg'))}
  ${button('Save as Mermaid…', 'Mermaid…', () => actions.save('mermaid'))}
  ${button('Refresh', 'Refresh', () => actions.refresh())}`;
}

/** What is known of the chosen node, in words. */
function chosenTemplate({
  chosen,
  measured,
  above,
  below,
  steps,
  actions,
}: LineagePageParts): TemplateResult | string {
  if (!chosen) {
    return '';
  }
  const { what, data } = lineageTexts(chosen, measured?.measures[chosen.id]);
  const matters = nodeStates(measured)(chosen);
  const facts = [
    what,
    ...(chosen.relation === undefined ? [] : [displayName(chosen.relation)]),
    ...(data === '' ? [] : [data]),
    ...(matters.includes('outOfDate') ? [outOfDateWords(chosen)] : []),
    ...(matters.includes('changed') ? ['changed since it was built'] : []),
    ...(chosen.tags.length === 0 ? [] : [`tags ${chosen.tags.map(displayName).join(', ')}`]),
    ...(above.size + below.size === 0
      ? []
      : [`↑ ${formatCount(above.size)} above`, `↓ ${formatCount(below.size)} below`]),
  ];
  const description = displayName(chosen.description);
  return html`<section class="chosen" aria-label="Chosen node">
    <p class="facts"><b>${lineageName(chosen)}</b> ${facts.join(' · ')}</p>
    ${description === '' ? '' : html`<p class="muted description" title=${description}>${description}</p>`}
    <div class="chosen-actions">
      ${button('Open File', 'Open File', () => actions.open())}
      ${button('Only Its Lineage', 'Only Its Lineage', () => actions.narrow())}
      ${reachTemplate(steps, actions)}
    </div>
  </section>`;
}

/** How far the lineage of one node goes. */
function reachTemplate(steps: string, actions: LineageActions): TemplateResult {
  const change = (event: Event): void => {
    if (event.target instanceof HTMLSelectElement) {
      actions.reach(event.target.value);
    }
  };
  const reaches: readonly Option[] = [
    ['', 'all the way'],
    ['1', '1 step'],
    ['2', '2 steps'],
    ['3', '3 steps'],
  ];
  return html`<select aria-label="How far its lineage is shown" @change=${change}>
    ${reaches.map(
      ([value, words]) => html`<option value=${value} ?selected=${value === steps}>${words}</option>`,
    )}
  </select>`;
}

/** The words of the layers with their colours, and how many nodes each has. */
function legendTemplate({ graph }: LineagePlan): TemplateResult {
  const layers = lineageLayers.flatMap((layer) => {
    const count = graph.nodes.filter((node) => node.layer === layer).length;
    return count === 0 ? [] : [{ layer, count }];
  });
  return html`<ul class="legend" aria-label="Layers">
    ${layers.map(
      ({ layer, count }) =>
        html`<li><i class="swatch layer-${layer}"></i>${layer} ${formatCount(count)}</li>`,
    )}
  </ul>`;
}

function button(title: string, label: string, act: () => void): TemplateResult {
  return html`<vscode-button appearance="secondary" aria-label=${title} title=${title} @click=${act}
    >${label}</vscode-button
  >`;
}
