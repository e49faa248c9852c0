import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import { type GrantFacts, roleFacts } from '../grants/grantFacts';
import { takeStep, whyNotCreateRole, whyNotGrant } from '../grants/grantSteps';
import { actsFor } from '../grants/heldRights';
import type { ScaffoldPlan, ScaffoldStep } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { groupGrants } from './groupGrants';
import { roleRules } from './roleRules';
import { creatorsIn, type RoleLogin, type RolesSpec } from './rolesSpec';

/** The statements that make the roles, and what is in their way. */
export function generateRoles(spec: RolesSpec, facts: GrantFacts): ScaffoldPlan {
  const problems: FieldProblem[] = [...missingCreators(spec, facts)];
  const steps = [
    ...spec.groups.map(({ name }) => createStep(facts, name, 'NOLOGIN')),
    ...spec.logins.flatMap((login) => loginSteps(facts, login)),
    ...memberSteps(spec, facts, problems),
    ...actingSteps(spec, facts),
    ...spec.logins.flatMap((login) => settingSteps(facts, login)),
    ...spec.groups.flatMap((group, place) => {
      const granted = groupGrants(spec, facts, group, `groups.${String(place)}`);
      problems.push(...granted.problems);
      return granted.steps;
    }),
    ...closingSteps(spec, facts, problems),
  ];
  if (steps.some((step) => step.present !== true && step.sql.startsWith('CREATE ROLE'))) {
    const reason = whyNotCreateRole(facts);
    if (reason !== undefined) {
      problems.unshift({ field: undefined, message: reason });
    }
  }
  const warnings = roleRules.flatMap((rule) =>
    rule.run(spec, facts).map((found) => ({ rule: rule.id, ...found })),
  );
  return { steps: problems.length > 0 ? [] : steps, warnings, problems };
}

function missingCreators(spec: RolesSpec, facts: GrantFacts): readonly FieldProblem[] {
  const created = [...spec.groups, ...spec.logins].map(({ name }) => name);
  return spec.creators
    .filter((name) => !created.includes(name) && !roleFacts(facts, name))
    .map((name) => ({ field: 'creators', message: `There is no role ${name}. Choose one that exists.` }));
}

function createStep(facts: GrantFacts, name: string, option: string): ScaffoldStep {
  return {
    title: `Create the group ${name}`,
    sql: `CREATE ROLE ${quoteIdentifier(name)} ${option}`,
    down: roleFacts(facts, name) ? [] : [`DROP ROLE ${quoteIdentifier(name)}`],
    ...(roleFacts(facts, name) && { present: true }),
  };
}

function loginSteps(facts: GrantFacts, login: RoleLogin): readonly ScaffoldStep[] {
  const role = roleFacts(facts, login.name);
  const self = quoteIdentifier(login.name);
  const limit =
    login.connectionLimit === undefined ? '' : ` CONNECTION LIMIT ${String(login.connectionLimit)}`;
  if (role === undefined) {
    return [
      {
        title: `Create the login ${login.name}`,
        sql: `CREATE ROLE ${self} LOGIN${limit}`,
        down: [`DROP ROLE ${self}`],
        passwordOf: login.name,
      },
    ];
  }
  const limited = login.connectionLimit === undefined || login.connectionLimit === role.connectionLimit;
  return [
    {
      title: role.login ? `Create the login ${login.name}` : `Let ${login.name} log in`,
      sql: role.login ? `CREATE ROLE ${self} LOGIN` : `ALTER ROLE ${self} LOGIN`,
      down: role.login ? [] : [`ALTER ROLE ${self} NOLOGIN`],
      ...(role.login ? { present: true } : { passwordOf: login.name }),
    },
    ...(limited
      ? []
      : [
          {
            title: `Limit the connections of ${login.name}`,
            sql: `ALTER ROLE ${self}${limit}`,
            down: [`ALTER ROLE ${self} CONNECTION LIMIT ${String(role.connectionLimit)}`],
          },
        ]),
  ];
}

function memberSteps(spec: RolesSpec, facts: GrantFacts, problems: FieldProblem[]): readonly ScaffoldStep[] {
  const created = new Set([...spec.groups, ...spec.logins].map(({ name }) => name));
  return spec.logins.flatMap((login, place) =>
    login.groups.map((group) => {
      const present = facts.memberships.some((each) => each.role === group && each.member === login.name);
      const problem = (message: string) =>
        problems.push({ field: `logins.${String(place)}.groups`, message });
      if (!created.has(group) && !roleFacts(facts, group)) {
        problem(`There is no role ${group}. Add it to the groups, or choose another.`);
      } else if (facts.memberships.some((each) => each.role === login.name && each.member === group)) {
        problem(`${group} is a member of ${login.name}, so ${login.name} cannot become its member.`);
      } else if (!present && roleFacts(facts, group) && !mayAddMembers(facts, group)) {
        problem(
          `Members of ${group} are added by its administrators or a superuser, and you are ${facts.user}.`,
        );
      }
      const member = `${quoteIdentifier(group)} TO ${quoteIdentifier(login.name)}`;
      return {
        title: `Make ${login.name} a member of ${group}`,
        sql: `GRANT ${member}`,
        down: present ? [] : [`REVOKE ${member.replace(' TO ', ' FROM ')}`],
        ...(present && { present: true }),
      };
    }),
  );
}

/** Before version 16, CREATEROLE was enough; since then it takes the ADMIN OPTION. */
function mayAddMembers(facts: GrantFacts, group: string): boolean {
  const self = roleFacts(facts, facts.user);
  const admin = facts.memberships.some(
    (each) => each.role === group && each.admin && actsFor(facts, facts.user, each.member),
  );
  return self?.superuser === true || admin || (facts.version < 160_000 && self?.createRole === true);
}

/** Default privileges of a role are set by its members: who is no superuser must become one of a role just made. */
function actingSteps(spec: RolesSpec, facts: GrantFacts): readonly ScaffoldStep[] {
  const schemas = spec.groups.flatMap((group) => [...group.reads, ...group.writes]);
  const creators = new Set(schemas.flatMap((schema) => creatorsIn(spec, schema)));
  return [...creators]
    .filter((name) => !roleFacts(facts, name) && !actsFor(facts, facts.user, name))
    .map((name) => {
      const self = quoteIdentifier(facts.user);
      return {
        title: `Let ${facts.user} act for ${name}, to set its default privileges`,
        sql: `GRANT ${quoteIdentifier(name)} TO ${self}`,
        down: [`REVOKE ${quoteIdentifier(name)} FROM ${self}`],
      };
    });
}

function settingSteps(facts: GrantFacts, login: RoleLogin): readonly ScaffoldStep[] {
  const wanted: readonly (readonly [string, string | undefined, string])[] = [
    ['role', login.actsAs, `Let ${login.name} create as ${login.actsAs ?? ''}`],
    [
      'default_transaction_read_only',
      login.readOnly ? 'on' : undefined,
      `Make sessions of ${login.name} read-only`,
    ],
    [
      'statement_timeout',
      login.timeout === undefined ? undefined : `${String(login.timeout)}s`,
      `Limit statements of ${login.name} to ${String(login.timeout)} s`,
    ],
  ];
  const settings = roleFacts(facts, login.name)?.settings ?? [];
  const self = quoteIdentifier(login.name);
  return wanted.flatMap(([setting, value, title]) => {
    const before = settings.find((each) => each.startsWith(`${setting}=`))?.slice(setting.length + 1);
    const set = (text: string) => `ALTER ROLE ${self} SET ${setting} = ${quoteLiteral(text)}`;
    const present = before === value;
    const back = before === undefined ? `ALTER ROLE ${self} RESET ${setting}` : set(before);
    return value === undefined
      ? []
      : [{ title, sql: set(value), down: present ? [] : [back], ...(present && { present }) }];
  });
}

function closingSteps(spec: RolesSpec, facts: GrantFacts, problems: FieldProblem[]): readonly ScaffoldStep[] {
  const changes = [
    spec.closeDatabase
      ? {
          field: 'closeDatabase',
          target: { kind: 'database', name: facts.database } as const,
          privileges: ['CONNECT', 'TEMPORARY'],
        }
      : undefined,
    spec.closePublicSchema &&
    facts.objects.some(({ target }) => target.kind === 'schema' && target.name === 'public')
      ? {
          field: 'closePublicSchema',
          target: { kind: 'schema', name: 'public' } as const,
          privileges: ['CREATE'],
        }
      : undefined,
  ];
  return changes.flatMap((change) => {
    if (change === undefined) {
      return [];
    }
    const step = takeStep(facts, { ...change, role: undefined });
    const reason = step.present === true ? undefined : whyNotGrant(facts, change);
    if (reason !== undefined) {
      problems.push({ field: change.field, message: reason });
    }
    return [step];
  });
}
