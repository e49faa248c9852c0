import { planColumns } from '../planColumns';
import { PlanTable } from '../planTable';
import type { PlanSubview, ShownPlan, SubviewContext, SubviewKind } from './planSubview';

export const treeView: SubviewKind = {
  id: 'tree',
  title: 'Tree',
  hint: 'Every node with its figures',
  has: () => true,
  create: (context) => new TreeView(context),
};

class TreeView implements PlanSubview {
  readonly element: HTMLElement;
  private readonly table: PlanTable;

  constructor(context: SubviewContext) {
    this.table = new PlanTable({
      selected: (node) => context.select(node),
      arranged: () => context.arranged(),
      copy: () => context.copyNode(),
    });
    this.element = document.createElement('div');
    this.element.className = 'plan-table-holder';
    this.element.append(this.table.element);
  }

  show({ model, tree }: ShownPlan): void {
    this.table.show(model, planColumns(tree));
  }

  select(): void {
    this.table.reveal();
  }
}
