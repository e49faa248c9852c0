import { detailReader } from '../../../src/core/plan/compare/comparedDetails';
import { comparePlans } from '../../../src/core/plan/compare/comparePlans';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import type { PlannedStatement } from '../../../src/core/plan/planModel';
import {
  type ComparisonHost,
  comparisonHostValidators,
  type ComparisonPage,
  type ComparisonView,
  type PlanSide,
} from '../../../src/protocol/planComparison';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';

/** The host's end of a comparison over the JSON of two plans: what the extension does, without VS Code. */
export class JsonComparison {
  readonly opened: PlanSide[] = [];
  copied = 0;
  private id = 1;

  constructor(
    private before: string,
    private after: string,
  ) {}

  readonly connect = (channel: Channel): void => {
    new Rpc<ComparisonHost, ComparisonPage>({
      channel,
      handlers: {
        ready: () => this.view(),
        details: ({ row }) => {
          const [before, after] = [planOf(this.before), planOf(this.after)];
          const found = comparePlans(before, after).rows[row];
          return { before: detailReader(before)(found?.before), after: detailReader(after)(found?.after) };
        },
        swap: () => {
          [this.before, this.after] = [this.after, this.before];
          this.id++;
          return this.view();
        },
        copy: () => {
          this.copied++;
        },
        open: ({ side }) => {
          this.opened.push(side);
        },
      },
      validators: comparisonHostValidators,
      toWire: plainWireError,
    });
  };

  private view(): ComparisonView {
    const statement = 'select * from core.loans l join core.members m using (member_id) where l.amount > 100';
    return {
      id: this.id,
      before: { name: 'loans.sql, 13:02:11', origin: 'EXPLAIN ANALYZE on Warehouse, lakehouse', statement },
      after: { name: 'loans.sql, 13:04:50', origin: 'EXPLAIN ANALYZE on Warehouse, lakehouse', statement },
      comparison: comparePlans(planOf(this.before), planOf(this.after)),
    };
  }
}

function planOf(json: string): PlannedStatement {
  const plan = parseJsonPlan(json).value?.results.find((result) => result.kind === 'plan');
  if (plan === undefined) {
    throw new Error('There is no plan in the text.');
  }
  return plan;
}
