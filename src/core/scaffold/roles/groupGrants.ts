import { type GrantFacts, roleFacts, schemaFacts } from '../grants/grantFacts';
import { giveOnAll, giveStep, type Granting, whyNotGrant } from '../grants/grantSteps';
import type { GrantTarget } from '../grants/grantTarget';
import { actsFor, isGranted } from '../grants/heldRights';
import type { ScaffoldStep } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { creatorsIn, type GroupKind, type RoleGroup, type RolesSpec } from './rolesSpec';

/** What a group gets in one schema. */
export interface SchemaWish {
  readonly schema: string;
  /** The field of the form that names the schema. */
  readonly field: 'reads' | 'writes';
  readonly onSchema: readonly string[];
  readonly onTables: readonly string[];
  readonly onSequences: readonly string[];
}

/** What a group of its kind is for, schema by schema. One that is read and written counts as written. */
export function schemaWishes({ kind, reads, writes }: RoleGroup): readonly SchemaWish[] {
  return [
    ...writes.map((schema) => ({ schema, field: 'writes' as const, ...writing[kind] })),
    ...reads
      .filter((schema) => !writes.includes(schema))
      .map((schema) => ({ schema, field: 'reads' as const, ...reading })),
  ];
}

/** What a group gets on the database. */
export function databaseWish({ kind, createsSchemas }: RoleGroup): readonly string[] {
  const temporary = kind === 'analyst' || kind === 'etl' || kind === 'dbt' ? ['TEMPORARY'] : [];
  return ['CONNECT', ...(createsSchemas ? ['CREATE'] : []), ...temporary];
}

/** The grants of one group, on what exists and on what will be created. */
export function groupGrants(spec: RolesSpec, facts: GrantFacts, group: RoleGroup, path: string): Granting {
  const problems: FieldProblem[] = [];
  const role = group.name;
  const give = (
    target: GrantTarget,
    privileges: readonly string[],
    field: string,
  ): readonly ScaffoldStep[] => {
    const step = giveStep(facts, { target, role, privileges });
    const reason = step.present === true ? undefined : whyNot(facts, target, privileges);
    if (reason !== undefined) {
      problems.push({ field: `${path}.${field}`, message: reason });
    }
    return [step];
  };
  const database = { kind: 'database', name: facts.database } as const;
  const steps = [
    ...give(database, neededOnDatabase(facts, spec, group), 'name'),
    ...schemaWishes(group).flatMap((wish) => {
      const { schema, field } = wish;
      if (!schemaFacts(facts, schema)) {
        problems.push({
          field: `${path}.${field}`,
          message: `There is no schema ${schema} in ${facts.database}. Create it first, or choose another.`,
        });
        return [];
      }
      problems.push(
        ...foreignTables(facts, wish, role).map((message) => ({ field: `${path}.${field}`, message })),
      );
      return [
        ...give({ kind: 'schema', name: schema }, wish.onSchema, field),
        ...giveOnAll(facts, { kind: 'TABLES', schema, role, privileges: wish.onTables }),
        ...giveOnAll(facts, { kind: 'SEQUENCES', schema, role, privileges: wish.onSequences }),
        ...creatorsIn(spec, schema)
          .filter((creator) => creator !== role)
          .flatMap((creator) => [
            ...give({ kind: 'newTables', creator, schema }, wish.onTables, field),
            ...(wish.onSequences.length > 0
              ? give({ kind: 'newSequences', creator, schema }, wish.onSequences, field)
              : []),
          ]),
      ];
    }),
  ];
  return { steps, problems };
}

const reading = { onSchema: ['USAGE'], onTables: ['SELECT'], onSequences: [] };
const creating = { onSchema: ['USAGE', 'CREATE'], onTables: ['SELECT'], onSequences: [] };

const writing: Readonly<Record<GroupKind, Pick<SchemaWish, 'onSchema' | 'onTables' | 'onSequences'>>> = {
  readOnly: reading,
  bi: reading,
  // They own what they create, and read the rest.
  analyst: creating,
  dbt: creating,
  application: {
    onSchema: ['USAGE'],
    onTables: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    onSequences: ['USAGE', 'SELECT'],
  },
  etl: {
    onSchema: ['USAGE', 'CREATE'],
    onTables: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'],
    onSequences: ['USAGE', 'SELECT', 'UPDATE'],
  },
};

/** What everybody has anyway need not be granted by one who may not, unless everybody is about to lose it. */
function neededOnDatabase(facts: GrantFacts, spec: RolesSpec, group: RoleGroup): readonly string[] {
  const target = { kind: 'database', name: facts.database } as const;
  const wanted = databaseWish(group);
  const needed = wanted.filter(
    (privilege) =>
      spec.closeDatabase ||
      !isGranted(facts, undefined, target, privilege) ||
      whyNotGrant(facts, { target, privileges: [privilege] }) === undefined,
  );
  return needed.length === 0 ? wanted : needed;
}

/** A role that this very plan makes can be acted for. */
function whyNot(facts: GrantFacts, target: GrantTarget, privileges: readonly string[]): string | undefined {
  if ('creator' in target && !roleFacts(facts, target.creator)) {
    return undefined;
  }
  return whyNotGrant(facts, { target, privileges });
}

/** Tables of others, whose privileges the user may not grant: GRANT ON ALL TABLES would stop at the first. */
function foreignTables(facts: GrantFacts, wish: SchemaWish, role: string): readonly string[] {
  const refused = facts.objects.filter(({ target, relation, owner }) => {
    const privileges =
      target.kind === 'relation' ? wish.onTables : target.kind === 'sequence' ? wish.onSequences : [];
    return (
      'schema' in target &&
      target.schema === wish.schema &&
      relation?.partition !== true &&
      privileges.some((privilege) => !isGranted(facts, role, target, privilege)) &&
      !actsFor(facts, facts.user, owner) &&
      whyNotGrant(facts, { target, privileges }) !== undefined
    );
  });
  const [first] = refused;
  if (first === undefined) {
    return [];
  }
  const more = refused.length > 1 ? ` and ${String(refused.length - 1)} more` : '';
  const name = 'name' in first.target ? first.target.name : '';
  return [
    `You are ${facts.user} and may not grant privileges on ${wish.schema}.${name}${more}: it belongs to ${first.owner}. Connect as its owner or a superuser.`,
  ];
}
