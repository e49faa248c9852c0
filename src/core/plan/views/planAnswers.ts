import { computePlan, type PlanFigures } from '../arithmetic';
import type { PlanDocument, PlannedStatement } from '../planModel';
import type { PlanView, UtilityView } from '../planView';
import { type FigureSource, figureSources } from './figureSources';
import { findNodes } from './findNodes';
import { nodeOffsets } from './nodeOffsets';
import { TextPieces } from './textPieces';

/** The most lines that are handed out at once. */
const largestWindow = 1000;

/** Answers what views ask about plans that were read. What is dear to make is made when it is first asked for. */
export class PlanAnswers {
  private readonly pieces: TextPieces;
  private readonly figures = new Map<number, PlanFigures>();
  private offsets: readonly number[] | undefined;

  /** @param raw the plan as it was written. */
  constructor(
    raw: string,
    private readonly document: PlanDocument,
    private readonly plans: readonly (PlanView | UtilityView)[],
  ) {
    this.pieces = new TextPieces(raw);
  }

  rawLines(from: number, count: number) {
    const lines = this.pieces.window(from, Math.min(count, largestWindow));
    return { from, total: this.pieces.count, lines };
  }

  /** -1 when nobody can tell. */
  rawLine(plan: number, node: number): number {
    this.offsets ??= nodeOffsets(this.pieces.text);
    const all = this.document.results.map((result) => (result.kind === 'plan' ? result.nodes.length : 0));
    const before = all.slice(0, plan).reduce((sum, count) => sum + count, 0);
    const known = all.reduce((sum, count) => sum + count, 0) === this.offsets.length;
    const offset = known || plan === 0 ? this.offsets[before + node] : undefined;
    return offset === undefined ? -1 : this.pieces.lineAt(offset);
  }

  find(plan: number, text: string): readonly number[] {
    const view = this.plans[plan];
    return view?.kind === 'plan' ? findNodes(view.nodes, text) : [];
  }

  sources(plan: number, node: number): readonly FigureSource[] {
    const statement = this.document.results[plan];
    return statement?.kind === 'plan' ? figureSources(statement, this.figuresOf(plan, statement), node) : [];
  }

  private figuresOf(plan: number, statement: PlannedStatement): PlanFigures {
    const figures = this.figures.get(plan) ?? computePlan(statement);
    this.figures.set(plan, figures);
    return figures;
  }
}
