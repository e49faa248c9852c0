import { displayName } from '../../../core/explorer/displayName';
import type { ExplainRequest } from '../../../core/plan/explainRequest';
import type { Cell } from '../../../core/ports';
import { type Lens, lensWords } from '../../../core/rowSecurity/lens';
import { explainPolicyCost, type PolicyCost } from '../../../core/rowSecurity/policyCost';
import { noPolicyCost, policyCostNotes } from '../../../core/rowSecurity/policyCostWords';
import { showInformation } from '../../notices';
import { stoppable } from '../../stoppable';
import type { Binding } from '../../query/connectionBindings';
import { type ComparablePlan, comparableAnswer } from '../compare/comparablePlan';
import type { ComparisonParts } from '../compare/comparisonParts';
import { prepareElsewhere } from '../compare/prepareElsewhere';
import { confirmExecution } from '../running/confirmExecution';

export interface PolicyCostParts extends Pick<ComparisonParts, 'connections' | 'confirm' | 'panels'> {
  /** Shows two plans beside each other, with sentences on both. */
  readonly comparisons: {
    show(before: ComparablePlan, after: ComparablePlan, remarks: readonly string[]): void;
  };
}

/** What is explained, through whose eyes. */
export interface CostedStatement {
  readonly text: string;
  readonly values?: readonly Cell[] | undefined;
  readonly lens: Lens;
  readonly place: Binding;
  readonly analyze: boolean;
}

/**
 * Explains a statement with the policies of a role and without, on a session of its own, and shows both plans beside each
 * other with what the policies cost; or says why that cannot be had.
 * @throws UserError, ServerError, ConnectionLostError, CancelledError
 */
export async function showPolicyCost(parts: PolicyCostParts, statement: CostedStatement): Promise<void> {
  const { connections, confirm } = parts;
  const { text, values, analyze, place } = statement;
  const request = await stoppable('Looking at the statement', (stopped) =>
    prepareElsewhere(place, { text, analyze, repeat: 2, ...(values && { values }) }, connections, stopped),
  );
  const connection = connections.profile(place.profileId)?.name ?? place.profileId;
  const agreed =
    !request.question ||
    (await confirmExecution(confirm, `${connection} as ${statement.lens.role}`, request.question));
  if (!agreed) {
    return;
  }
  const { cost, login } = await explained(parts, statement, request);
  if (cost.kind === 'explained') {
    show(parts, statement, { cost, request, connection });
  } else {
    void showInformation(noPolicyCost({ role: statement.lens.role, login }, cost));
  }
}

function explained(
  { connections }: PolicyCostParts,
  { lens, place }: CostedStatement,
  request: ExplainRequest,
): Promise<{ readonly cost: PolicyCost; readonly login: string }> {
  return stoppable('Explaining the statement with its policies and without', async (stopped) => {
    const session = await connections.openSession(place.profileId, place.database);
    try {
      return {
        cost: await explainPolicyCost(session, lens, request, stopped),
        login: session.server.user,
      };
    } finally {
      await session.close();
    }
  });
}

function show(
  { panels, comparisons }: PolicyCostParts,
  { text, lens }: CostedStatement,
  {
    cost,
    request,
    connection,
  }: {
    readonly cost: Extract<PolicyCost, { kind: 'explained' }>;
    readonly request: ExplainRequest;
    readonly connection: string;
  },
): void {
  const title = `${request.executes ? 'EXPLAIN ANALYZE' : 'EXPLAIN'} on ${displayName(connection)}`;
  const about = { statement: text, panels };
  const free = comparableAnswer(cost.withoutPolicies, {
    ...about,
    name: 'Without row security',
    origin: `${title} as ${displayName(cost.privileged)}`,
  });
  const secured = comparableAnswer(cost.withPolicies, {
    ...about,
    name: `As ${displayName(lens.role)}, with its policies`,
    origin: `${title} as ${displayName(lensWords(lens))}`,
  });
  const notes = policyCostNotes(lens.role, secured.plan, free.plan);
  const note = request.note === undefined ? [] : [request.note];
  comparisons.show(free, secured, [...notes, ...note, ...cost.notes.map(displayName)]);
}
