import type { PlanSubview, ShownPlan, SubviewContext, SubviewKind } from './views/planSubview';
import { subviewTable } from './views/subviewTable';

/** The views of the page, of which one is in sight. Each is made when it is first chosen. */
export class PlanViews {
  private readonly made = new Map<string, PlanSubview>();
  private chosen: string | undefined;
  private current: SubviewKind | undefined;
  private found: ReadonlySet<number> | undefined;
  private marked: PlanSubview | undefined;

  constructor(private readonly context: SubviewContext) {}

  get currentId(): string {
    return this.current?.id ?? '';
  }

  get element(): HTMLElement | undefined {
    return this.currentView?.element;
  }

  get tools(): HTMLElement | undefined {
    return this.currentView?.tools;
  }

  /** Takes effect when the plan is drawn again, and only if there is something to show of it. */
  choose(id: string): void {
    this.chosen = id;
  }

  /** The views of a plan, and the one in sight. */
  strip(plan: ShownPlan): { readonly kinds: readonly SubviewKind[]; readonly current: SubviewKind } {
    const kinds = subviewTable.filter((kind) => kind.has(plan));
    const current = kinds.find(({ id }) => id === this.chosen) ?? kinds[0];
    if (!current) {
      throw new Error('No view can show the plan.');
    }
    this.current = current;
    return { kinds, current };
  }

  /** Draws the plan in the view in sight. */
  show(plan: ShownPlan, found: ReadonlySet<number>): void {
    const view = this.currentView;
    if (found !== this.found || view !== this.marked) {
      this.found = found;
      this.marked = view;
      view?.mark?.(found);
    }
    view?.show(plan, plan.model.selectedNode);
  }

  /** Brings a node into sight. */
  select(node: number): void {
    this.currentView?.select(node);
  }

  focus(): void {
    const holder = this.element;
    (holder?.tabIndex === 0 ? holder : holder?.querySelector<HTMLElement>('[tabindex="0"]'))?.focus();
  }

  /** Brings a node into sight and gives its view the focus. */
  reveal(node: number): void {
    this.select(node);
    this.focus();
  }

  private get currentView(): PlanSubview | undefined {
    const { current } = this;
    if (!current) {
      return undefined;
    }
    const known = this.made.get(current.id);
    const view = known ?? current.create(this.context);
    this.made.set(current.id, view);
    return view;
  }
}
