import { databases, extensions, roles, schemas, tablespaces } from './clusterObjects';
import { describeRelation } from './describeRelation';
import { functions } from './functions';
import { privileges } from './privileges';
import { parsePsqlLine, type PsqlAnswer, type PsqlCommand, type PsqlServer } from './psqlAnswer';
import { relations } from './relations';
import { connectionInformation, echo, timing } from './sessionWords';
import { functionSource, viewSource } from './sources';
import { collations, domains, types } from './typeObjects';

/** The commands of psql that are answered here. */
export const psqlCommands: readonly PsqlCommand[] = [
  ...[describeRelation, relations, functions, privileges, schemas, extensions, roles, databases],
  ...[tablespaces, types, domains, collations, functionSource, viewSource],
  ...[connectionInformation, timing, echo],
];

/** What answers a line; undefined for a command that is not answered. @throws UserError for its arguments */
export function answerPsqlLine(text: string, server: PsqlServer): PsqlAnswer | undefined {
  const line = parsePsqlLine(text);
  return psqlCommands.find(({ names }) => names.test(line.name))?.answer(line, server);
}
