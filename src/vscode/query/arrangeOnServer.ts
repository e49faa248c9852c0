import { UserError } from '../../base/userError';
import type { Arrangement } from '../../core/results/arrangement';
import { serverQuery } from '../../core/results/serverQuery';
import { whyMayWrite } from '../../core/query/mayWrite';
import { statementKind } from '../../core/query/statementKind';
import type { QueryOpener } from './queryOpener';
import type { RowSubject } from './rowSubject';
import { sqlParser } from './sqlParser';

/**
 * Opens a statement, wrapped so that the server sorts and filters all of its rows, as an SQL document of the same
 * connection. Nothing runs until the user runs it.
 * @throws UserError for a statement that is not a single query, or that may write
 */
export async function openOnServer(
  { run, record }: RowSubject,
  arrangement: Arrangement,
  opener: QueryOpener,
): Promise<void> {
  const parser = await sqlParser();
  const { text } = record.planned;
  const kind = await statementKind(parser, text);
  const reason = await whyMayWrite(parser, text);
  if (kind?.tag !== 'SelectStmt' || reason !== undefined) {
    throw new UserError(
      `Only the rows of a query that reads can be sorted and filtered by the server. ${reason ?? 'This statement is none.'}`,
    );
  }
  const content = serverQuery(text, record.columns ?? [], arrangement);
  const note = '-- The server sorts and filters all rows of the query when this is run.\n';
  await opener.open(run.profileId, run.database, `${note}${content}`);
}
