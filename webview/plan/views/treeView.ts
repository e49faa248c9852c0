import { html, render } from 'lit/html.js';
import { type MenuItem, PopupMenu } from '../../shared/popupMenu';
import { type PlanColumn, planColumns } from '../planColumns';
import { PlanTable } from '../planTable';
import type { PlanSubview, ShownPlan, SubviewContext, SubviewKind } from './planSubview';

export const treeView: SubviewKind = {
  id: 'tree',
  title: 'Tree',
  hint: 'Every node with its figures',
  has: () => true,
  create: (context) => new TreeView(context),
};

/** The nodes as a table whose rows fold, with the columns that the user chose. */
class TreeView implements PlanSubview {
  readonly element = document.createElement('div');
  readonly tools = document.createElement('div');
  private readonly table: PlanTable;
  private readonly menu = new PopupMenu();
  private plan: ShownPlan | undefined;

  constructor(private readonly context: SubviewContext) {
    this.table = new PlanTable({
      selected: (node) => context.select(node),
      arranged: () => context.arranged(),
      copy: () => context.copyNode(),
    });
    this.element.className = 'plan-table-holder';
    this.element.append(this.table.element);
    this.tools.className = 'tools';
    const open = (event: Event) => this.openMenu(event);
    render(
      html`<vscode-button appearance="secondary" aria-haspopup="menu" @click=${open}>Columns…</vscode-button>
        ${this.menu.element}`,
      this.tools,
    );
  }

  show(plan: ShownPlan): void {
    this.plan = plan;
    this.table.show(plan.model, this.columns(plan));
  }

  select(): void {
    this.table.reveal();
  }

  mark(found: ReadonlySet<number>): void {
    this.table.mark(found);
  }

  private columns(plan: ShownPlan): readonly PlanColumn[] {
    const chosen = this.context.columns();
    return planColumns(plan.tree).filter(({ key, usual }) => chosen[key] ?? usual);
  }

  private openMenu(event: Event): void {
    const { plan } = this;
    if (plan && event.currentTarget instanceof HTMLElement) {
      const { right, bottom } = event.currentTarget.getBoundingClientRect();
      this.menu.open('Columns', this.items(plan), { x: right - 220, y: bottom + 4 });
    }
  }

  private items(plan: ShownPlan): readonly MenuItem[] {
    const { model, tree } = plan;
    const shown = this.columns(plan);
    const choices = planColumns(tree).map((column): MenuItem => {
      const isShown = shown.includes(column);
      const run = () => this.context.chooseColumn(column.key, !isShown);
      return { title: `${isShown ? 'Hide' : 'Show'} ${column.title}`, group: 'columns', run };
    });
    const sort = (column: PlanColumn | undefined) => () => {
      model.sort(column && { column: column.key, descending: true, key: column.order });
      this.table.reveal();
      this.context.arranged();
    };
    const orders = shown.map((column): MenuItem => ({
      title: `Sort Siblings by ${column.title}`,
      group: 'order',
      run: sort(column),
    }));
    const back: MenuItem = {
      title: "Sort Siblings in the Plan's Order",
      group: 'order',
      run: sort(undefined),
    };
    return [...choices, ...orders, ...(model.order ? [back] : [])];
  }
}
