import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { type ExplainIntent, type ExplainRequest, prepareExplain } from '../../../core/plan/explainRequest';
import { sqlParser } from '../../query/sqlParser';
import type { ComparisonParts } from './comparisonParts';

/**
 * What is sent to explain a statement of no editor: whether it may write, and what the server understands, are those of its
 * connection.
 * @throws UserError with the reason when there is no plan for it; what connecting and reading the catalog throw
 */
export async function prepareElsewhere(
  { profileId, database }: { readonly profileId: string; readonly database: string | undefined },
  intent: Omit<ExplainIntent, 'readOnly' | 'serverVersion'>,
  connections: Pick<ComparisonParts['connections'], 'database' | 'profile'>,
  signal: CancelSignal,
): Promise<ExplainRequest> {
  const catalog = await connections.database(profileId, database);
  const preparation = await prepareExplain(
    {
      ...intent,
      readOnly: connections.profile(profileId)?.readOnly ?? true,
      serverVersion: catalog.server.version,
    },
    { parser: await sqlParser(), catalog },
    signal,
  );
  if (preparation.kind === 'refused') {
    throw new UserError(preparation.reason);
  }
  return preparation.request;
}
