import { settingClause } from '../../catalog/ddl/settings';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import { type GrantFacts, roleFacts, schemaFacts } from '../grants/grantFacts';
import { giveOnAll, giveStep, whyNotGrant } from '../grants/grantSteps';
import type { GrantTarget } from '../grants/grantTarget';
import { actsFor, isGranted } from '../grants/heldRights';
import type { ScaffoldPlan, ScaffoldStep } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { creatorsIn } from './creatorsIn';
import type { SchemaLayoutFacts } from './schemaLayoutFacts';
import { schemaLayoutRules } from './schemaLayoutRules';
import {
  levelPrivileges,
  type SchemaAccess,
  type SchemaLayoutSpec,
  type SchemaToBe,
} from './schemaLayoutSpec';

/** The statements that make a layout, and what is in their way. */
export function generateSchemaLayout(spec: SchemaLayoutSpec, facts: SchemaLayoutFacts): ScaffoldPlan {
  const warnings = schemaLayoutRules.flatMap((rule) =>
    rule.run(spec, facts).map((found) => ({ rule: rule.id, ...found })),
  );
  const missing = missingRoles(spec, facts.grants);
  if (missing.length > 0) {
    return { steps: [], warnings, problems: missing };
  }
  const problems: FieldProblem[] = [];
  const steps = [
    ...spec.schemas.flatMap((schema) => [
      createStep(spec, facts, schema.name, problems),
      ...commentSteps(spec, facts, schema, problems),
    ]),
    ...spec.access.flatMap((access, place) => accessSteps(spec, facts, { access, place }, problems)),
    ...spec.pathRoles.map((role) => pathStep(spec, facts, role, problems)),
  ];
  return { steps: problems.length > 0 ? [] : steps, warnings, problems };
}

function missingRoles(spec: SchemaLayoutSpec, facts: GrantFacts): readonly FieldProblem[] {
  const named: readonly (readonly [string, string])[] = [
    ...(spec.owner === undefined ? [] : [['owner', spec.owner] as const]),
    ...spec.access.map(({ role }, place) => [`access.${String(place)}.role`, role] as const),
    ...spec.writers.map((role) => ['writers', role] as const),
    ...spec.pathRoles.map((role) => ['pathRoles', role] as const),
  ];
  return named
    .filter(([, role]) => roleFacts(facts, role) === undefined)
    .map(([field, role]) => ({
      field,
      message: `There is no role ${role}. Create it first (the scaffold Roles does), or choose another.`,
    }));
}

function createStep(
  spec: SchemaLayoutSpec,
  facts: SchemaLayoutFacts,
  name: string,
  problems: FieldProblem[],
): ScaffoldStep {
  const { grants } = facts;
  const present = schemaFacts(grants, name) !== undefined;
  const authorization = spec.owner === undefined ? '' : ` AUTHORIZATION ${quoteIdentifier(spec.owner)}`;
  if (!present && !facts.mayCreate) {
    problems.push({
      field: undefined,
      message: `Creating schema ${name} needs CREATE on database ${grants.database}, and you are ${grants.user}, who does not have it. Its owner can grant it.`,
    });
  }
  if (!present && spec.owner !== undefined && !actsFor(grants, grants.user, spec.owner)) {
    problems.push({
      field: 'owner',
      message: `You are ${grants.user} and can give a schema to ${spec.owner} only as a member of ${spec.owner}.`,
    });
  }
  return {
    title: `Create schema ${name}`,
    sql: `CREATE SCHEMA ${quoteIdentifier(name)}${authorization}`,
    down: present ? [] : [`DROP SCHEMA ${quoteIdentifier(name)}`],
    ...(present && { present }),
  };
}

function commentSteps(
  spec: SchemaLayoutSpec,
  facts: SchemaLayoutFacts,
  { name, comment }: SchemaToBe,
  problems: FieldProblem[],
): readonly ScaffoldStep[] {
  if (comment === undefined) {
    return [];
  }
  const before = facts.comments.get(name);
  const present = before === comment;
  const owner = schemaFacts(facts.grants, name)?.owner;
  if (!present && owner !== undefined && !actsFor(facts.grants, facts.grants.user, owner)) {
    problems.push({
      field: spec.schemas.length > 0 ? 'comments' : undefined,
      message: `The comment of schema ${name} can be changed by its owner ${owner} only, and you are ${facts.grants.user}.`,
    });
  }
  const head = `COMMENT ON SCHEMA ${quoteIdentifier(name)} IS`;
  return [
    {
      title: `Say what schema ${name} is for`,
      sql: `${head} ${quoteLiteral(comment)}`,
      down: present ? [] : [`${head} ${before === undefined ? 'NULL' : quoteLiteral(before)}`],
      ...(present && { present }),
    },
  ];
}

function accessSteps(
  spec: SchemaLayoutSpec,
  { grants }: SchemaLayoutFacts,
  { access, place }: { readonly access: SchemaAccess; readonly place: number },
  problems: FieldProblem[],
): readonly ScaffoldStep[] {
  const { role } = access;
  const path = `access.${String(place)}`;
  const { schema: onSchema, tables, sequences } = levelPrivileges[access.level];
  const give = (target: GrantTarget, privileges: readonly string[]): ScaffoldStep => {
    const step = giveStep(grants, { target, role, privileges });
    const reason = step.present === true ? undefined : whyNotGrant(grants, { target, privileges });
    if (reason !== undefined) {
      problems.push({ field: 'creator' in target ? `${path}.role` : `${path}.schemas`, message: reason });
    }
    return step;
  };
  return access.schemas.flatMap((schema) => {
    problems.push(
      ...foreignObjects(grants, access, schema).map((message) => ({ field: `${path}.schemas`, message })),
    );
    return [
      give({ kind: 'schema', name: schema }, onSchema),
      ...giveOnAll(grants, { kind: 'TABLES', schema, role, privileges: tables }),
      ...giveOnAll(grants, { kind: 'SEQUENCES', schema, role, privileges: sequences }),
      ...creatorsIn(spec, grants, schema)
        .filter((creator) => creator !== role)
        .flatMap((creator) => [
          give({ kind: 'newTables', creator, schema }, tables),
          ...(sequences.length > 0 ? [give({ kind: 'newSequences', creator, schema }, sequences)] : []),
        ]),
    ];
  });
}

/** GRANT ON ALL TABLES stops at the first relation that the user may not grant. */
function foreignObjects(facts: GrantFacts, { role, level }: SchemaAccess, schema: string): readonly string[] {
  const { tables, sequences } = levelPrivileges[level];
  const refused = facts.objects.filter(({ target, relation }) => {
    const privileges = target.kind === 'relation' ? tables : target.kind === 'sequence' ? sequences : [];
    return (
      'schema' in target &&
      target.schema === schema &&
      relation?.partition !== true &&
      privileges.some((privilege) => !isGranted(facts, role, target, privilege)) &&
      whyNotGrant(facts, { target, privileges }) !== undefined
    );
  });
  const [first] = refused;
  if (first === undefined || !('schema' in first.target)) {
    return [];
  }
  const more = refused.length > 1 ? ` and ${String(refused.length - 1)} more` : '';
  return [
    `You are ${facts.user} and may not grant privileges on ${schema}.${first.target.name}${more}: it belongs to ${first.owner}. Connect as its owner or a superuser.`,
  ];
}

function pathStep(
  spec: SchemaLayoutSpec,
  facts: SchemaLayoutFacts,
  role: string,
  problems: FieldProblem[],
): ScaffoldStep {
  const set = (value: string) => settingClause({ name: 'search_path', value });
  const before = facts.searchPaths.get(role);
  const wanted = set(spec.path.map((name) => `"${name.replaceAll('"', '""')}"`).join(', '));
  const present = before !== undefined && set(before) === wanted;
  const head = `ALTER ROLE ${quoteIdentifier(role)} IN DATABASE ${quoteIdentifier(facts.grants.database)}`;
  const reason = present ? undefined : whyNotAlter(facts.grants, role);
  if (reason !== undefined) {
    problems.push({ field: 'pathRoles', message: reason });
  }
  return {
    title: `Let ${role} find ${spec.path.join(', ')} without naming them`,
    sql: `${head} ${wanted}`,
    down: present ? [] : [`${head} ${before === undefined ? 'RESET search_path' : set(before)}`],
    ...(present && { present }),
  };
}

/** Whoever has CREATEROLE may, since version 16 only with the ADMIN OPTION; superusers are changed by superusers. */
function whyNotAlter(facts: GrantFacts, role: string): string | undefined {
  const { user, version } = facts;
  const self = roleFacts(facts, user);
  const admin = facts.memberships.some(
    (each) => each.role === role && each.admin && actsFor(facts, user, each.member),
  );
  const may =
    user === role ||
    self?.superuser === true ||
    (self?.createRole === true && roleFacts(facts, role)?.superuser !== true && (version < 160_000 || admin));
  return may
    ? undefined
    : `The settings of ${role} are changed by ${role} itself, its administrators or a superuser, and you are ${user}.`;
}
