import { quoteIdentifier } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { onCatalog } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget, sqlFix } from '../../live/liveFinding';

const id = 'target-role';

export const targetRole: DbtCheck<LiveFacts> = {
  id,
  title: 'Role may be taken',
  severity: 'error',
  explanation:
    'dbt says “set role” right after the login, with the name as it stands in the profile: PostgreSQL reads it in lower case unless it is in quotes.',
  failsIn: 'dbt debug',
  run: onCatalog((facts) => {
    const { role, server } = facts.catalog;
    if (role.exists && role.mayBeTaken) {
      return [];
    }
    const [name, login] = [quoteIdentifier(role.name), quoteIdentifier(role.login)];
    const finding = role.exists
      ? {
          message: `${role.login} may not become ${role.name}, the role of target ${facts.target.name}.`,
          advice: `Make it a member: whoever administers ${role.name} must grant it.`,
          fixes: [
            sqlFix(
              `Make ${role.login} a member of ${role.name}`,
              server.info.version >= 160_000
                ? `GRANT ${name} TO ${login} WITH INHERIT TRUE, SET TRUE`
                : `GRANT ${name} TO ${login}`,
            ),
          ],
        }
      : {
          message: `The server of target ${facts.target.name} has no role ${role.name}.`,
          advice: 'Create it, or correct its name: quotes are needed for a name with capital letters.',
          fixes: [
            sqlFix(
              `Create the role ${role.name}`,
              `CREATE ROLE ${name} NOLOGIN`,
              `GRANT ${name} TO ${login}`,
            ),
          ],
        };
    return [aboutTarget(facts, { check: id, severity: 'error', ...finding }, 'role')];
  }),
};
