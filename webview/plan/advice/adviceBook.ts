import type { AdviceList } from '../../../src/protocol/planAdvice';
import type { PlanHost } from '../../../src/protocol/plan';
import type { Remote } from '../../../src/protocol/rpc';
import type { ShownPlan } from '../views/planSubview';

/** What the book needs of the page. */
export interface AdvicePage {
  readonly host: Pick<Remote<PlanHost>, 'advice'>;
  readonly plan: ShownPlan;
  say(words: string): void;
  redraw(): void;
}

/** The advice that the page knows, and which of it is unfolded. */
export class AdviceBook {
  private readonly lists = new Map<string, AdviceList>();
  private readonly asked = new Set<string>();
  private readonly open = new Set<string>();
  /** Whether more than the first few are shown. */
  all = false;

  take(list: AdviceList): void {
    this.lists.set(keyOf(list), list);
  }

  /** The list of the shown plan; undefined until it has come, after which the page is drawn again. */
  of(part: AdvicePage): AdviceList | undefined {
    const place = { runId: part.plan.panel.runId, plan: part.plan.index };
    const key = keyOf(place);
    if (!this.asked.has(key)) {
      this.asked.add(key);
      // The plan is painted before the host computes.
      requestAnimationFrame(() => {
        part.host.advice(place).then(
          (list) => {
            if (list && !this.lists.has(key)) {
              this.lists.set(key, list);
              part.redraw();
            }
          },
          (error: unknown) => part.say(error instanceof Error ? error.message : String(error)),
        );
      });
    }
    return this.lists.get(key);
  }

  isOpen(name: string): boolean {
    return this.open.has(name);
  }

  toggle(name: string): void {
    if (!this.open.delete(name)) {
      this.open.add(name);
    }
  }
}

function keyOf({ runId, plan }: { readonly runId: number; readonly plan: number }): string {
  return `${runId} ${plan}`;
}
