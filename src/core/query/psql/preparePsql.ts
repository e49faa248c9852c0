import { UserError } from '../../../base/userError';
import type { ServerInfo } from '../../ports';
import { psqlAlternative, psqlCommandName } from '../psqlCommand';
import type { PlannedStatement } from '../runPlan';
import { parsePsqlLine } from './psqlAnswer';
import { answerPsqlLine } from './psqlCommands';

/**
 * Puts queries of the catalog, or words, in the place of backslash commands. The queries run on the session of the editor,
 * so that they find what its search path finds, temporary tables included.
 * @throws UserError for a command that cannot be answered
 */
export function preparePsql(
  statements: readonly PlannedStatement[],
  server: Pick<ServerInfo, 'version' | 'database'>,
): readonly PlannedStatement[] {
  return statements.flatMap((planned) => (planned.isMetaCommand ? expand(planned, server) : [planned]));
}

function expand(
  planned: PlannedStatement,
  server: Pick<ServerInfo, 'version' | 'database'>,
): readonly PlannedStatement[] {
  const line = parsePsqlLine(planned.text);
  if (line.name === 'c' || line.name === 'connect') {
    throw otherDatabase(line.arguments[0], server.database);
  }
  const answer = answerPsqlLine(planned.text, server);
  if (!answer) {
    const name = psqlCommandName(planned.text);
    throw new UserError(
      `${name} is a command of psql, not SQL. ${psqlAlternative(planned.text)} Nothing was sent.`,
    );
  }
  if (answer.kind === 'says') {
    return [{ ...planned, says: answer.lines }];
  }
  return answer.queries.map(({ part, text }) => ({
    ...planned,
    ...(part !== undefined && { title: `${planned.text} · ${part}` }),
    sent: { text, values: [], replaced: undefined },
  }));
}

/** The session of an editor cannot move to another database; another one can be opened. */
function otherDatabase(name: string | undefined, current: string): UserError {
  if (name === undefined || name === '-') {
    return new UserError(
      `This editor is connected to ${current}. Write \\conninfo for more. Nothing was sent.`,
    );
  }
  const database = /^".*"$/.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name;
  return new UserError(
    `\\c ends the session of this editor, with its settings and temporary tables, and opens another in ${database}. ` +
      'Nothing was sent.',
    {
      action: {
        title: `Connect to ${database}`,
        command: 'lakehouse.query.chooseConnection',
        args: [{ database }],
      },
    },
  );
}
