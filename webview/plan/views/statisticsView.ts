import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { formatMs, formatRows, formatShare } from '../../../src/core/plan/format';
import { listen } from '../../shared/listen';
import { visibleText } from '../../shared/visibleText';
import { pressHead } from '../headKeys';
import type { PlanSubview, ShownPlan, SubviewContext, SubviewKind } from './planSubview';
import { groupName, type Statistic, type StatisticKind, statisticKinds, statisticsOf } from './statistics';
import { VirtualLines } from './virtualLines';

export const statisticsView: SubviewKind = {
  id: 'statistics',
  title: 'Statistics',
  hint: 'What was spent by kind of node, by table and by index',
  has: () => true,
  create: (context) => new StatisticsView(context),
};

const kindWords: Readonly<Record<StatisticKind, string>> = {
  types: 'By node type',
  tables: 'By table',
  indexes: 'By index',
};

interface StatisticColumn {
  readonly key: string;
  readonly title: string;
  order(statistic: Statistic): number | undefined;
  cell(statistic: Statistic): TemplateResult | string;
}

const columns: readonly StatisticColumn[] = [
  { key: 'count', title: 'Nodes', order: ({ nodes }) => nodes, cell: ({ nodes }) => formatRows(nodes) },
  {
    key: 'share',
    title: 'Share',
    order: ({ share }) => share,
    cell: ({ share }) =>
      share === undefined
        ? ''
        : html`<span class="bar-track"><span class="bar-fill" .style=${`width: ${share * 100}%`}></span></span
            ><span class="share">${formatShare(share)}</span>`,
  },
  {
    key: 'time',
    title: 'Self time',
    order: ({ selfMs }) => selfMs,
    cell: ({ selfMs }) => (selfMs === undefined ? '' : formatMs(selfMs)),
  },
  { key: 'rowcount', title: 'Rows', order: ({ rows }) => rows, cell: ({ rows }) => count(rows) },
  { key: 'blocks', title: 'Blocks', order: ({ blocks }) => blocks, cell: ({ blocks }) => count(blocks) },
];

function count(value: number | undefined): string {
  return value === undefined ? '' : formatRows(value);
}

/** The nodes put together by what they are or what they read. */
class StatisticsView implements PlanSubview {
  readonly element = document.createElement('div');
  readonly tools = document.createElement('div');
  private readonly lines: VirtualLines;
  private plan: ShownPlan | undefined;
  private kind: StatisticKind = 'types';
  private order = 'share';
  private rows: readonly Statistic[] = [];
  /** Of the selected node; -1 when it is in none. */
  private row = -1;
  private selected = 0;

  constructor(private readonly context: SubviewContext) {
    this.lines = new VirtualLines({
      label: 'Statistics',
      className: 'statistics',
      lineHeight: 24,
      head: () => this.head(),
      line: (index) => this.line(index),
    });
    const { element } = this.lines;
    element.setAttribute('role', 'grid');
    this.element.className = 'fill';
    this.element.append(element);
    listen(element, 'keydown', (event) => this.onKey(event));
    this.tools.className = 'tools';
    const choose = (event: Event) => {
      const kind = statisticKinds.find(
        (each) => event.target instanceof HTMLSelectElement && each === event.target.value,
      );
      this.arrange(kind ?? this.kind, this.order);
    };
    render(
      html`<select aria-label="What is put together" @change=${choose}>
        ${statisticKinds.map((each) => html`<option value=${each}>${kindWords[each]}</option>`)}
      </select>`,
      this.tools,
    );
  }

  show(plan: ShownPlan, selected: number): void {
    this.selected = selected;
    if (plan !== this.plan) {
      this.plan = plan;
      this.arrange(this.kind, this.order);
    }
    this.select(selected);
  }

  /** The row that the node is part of becomes the current one: no other belongs to the details beside it. */
  select(node: number): void {
    this.selected = node;
    const row = this.plan?.tree.nodes[node];
    const name = row && groupName(row, this.kind);
    this.row = this.rows.findIndex((statistic) => statistic.name === name);
    if (this.row < 0) {
      this.lines.element.removeAttribute('aria-activedescendant');
    }
    this.lines.draw();
  }

  private arrange(kind: StatisticKind, order: string): void {
    this.kind = kind;
    this.order = order;
    const by = columns.find(({ key }) => key === order)?.order;
    const value = (statistic: Statistic) => by?.(statistic) ?? -1;
    const all = statisticsOf(this.plan?.tree.nodes ?? [], kind);
    this.rows =
      order === 'name'
        ? all.toSorted((a, b) => a.name.localeCompare(b.name))
        : all.toSorted((a, b) => value(b) - value(a));
    this.lines.element.setAttribute('aria-rowcount', String(this.rows.length + 1));
    this.lines.show(this.rows.length);
    this.select(this.selected);
  }

  private head(): TemplateResult {
    const cell = (key: string, title: string) =>
      html`<span
        class=${`statistic-cell statistic-${key} plan-sortable`}
        role="columnheader"
        tabindex=${key === 'name' ? 0 : -1}
        aria-sort=${key === this.order ? (key === 'name' ? 'ascending' : 'descending') : nothing}
        title=${`Sort by ${title}`}
        @click=${() => this.arrange(this.kind, key)}
        >${title}</span
      >`;
    return html`<div class="statistic-head" role="row" aria-rowindex="1">
      ${cell(
        'name',
        kindWords[this.kind].slice(3).replace(/^./, (first) => first.toUpperCase()),
      )}
      ${columns.map(({ key, title }) => cell(key, title))}
    </div>`;
  }

  private line(index: number): TemplateResult | string {
    const statistic = this.rows[index];
    if (!statistic) {
      return '';
    }
    const current = index === this.row;
    if (current) {
      this.lines.element.setAttribute('aria-activedescendant', `statistic-${index}`);
    }
    const choose = () => this.choose(index);
    return html`<div
      class="statistic-row"
      id=${`statistic-${index}`}
      role="row"
      aria-rowindex=${index + 2}
      aria-selected=${String(current)}
      @click=${choose}
    >
      <span class="statistic-cell statistic-name" role="gridcell" title=${visibleText(statistic.name)}
        >${visibleText(statistic.name)}</span
      >
      ${columns.map(
        ({ key, cell }) =>
          html`<span class=${`statistic-cell statistic-${key}`} role="gridcell">${cell(statistic)}</span>`,
      )}
    </div>`;
  }

  private onKey(event: KeyboardEvent): void {
    if (pressHead(event)) {
      return;
    }
    const targets: Readonly<Record<string, number>> = {
      ArrowUp: this.row - 1,
      ArrowDown: this.row + 1,
      PageUp: this.row - this.lines.page,
      PageDown: this.row + this.lines.page,
      Home: 0,
      End: this.rows.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      this.choose(Math.max(0, Math.min(target, this.rows.length - 1)));
    } else if (event.key === 's') {
      const keys = ['name', ...columns.map(({ key }) => key)];
      this.arrange(this.kind, keys[(keys.indexOf(this.order) + 1) % keys.length] ?? this.order);
    }
  }

  /** Selects the node of the row that spent the most. */
  private choose(index: number): void {
    this.row = index;
    const statistic = this.rows[index];
    if (statistic) {
      this.context.select(statistic.most);
    }
    this.lines.reveal(index);
  }
}
