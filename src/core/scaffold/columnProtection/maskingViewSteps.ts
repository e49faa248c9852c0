import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import { roleFacts } from '../grants/grantFacts';
import { giveStep } from '../grants/grantSteps';
import { actsFor, rightSources } from '../grants/heldRights';
import type { ScaffoldStep } from '../scaffold';
import type { FieldProblem } from '../scaffoldForm';
import { columnSql, grantedColumns, withoutTable } from './columnGrantSteps';
import { maskSql, maskWords } from './maskSql';
import type { ProtectionFacts } from './protectionFacts';
import type { ProtectionSpec } from './protectionSpec';

/**
 * The view reads the table with the rights of its owner, so that the roles need none on the table. With security_invoker they
 * would, and could then read the columns there.
 */
export function maskingViewSteps(spec: ProtectionSpec, facts: ProtectionFacts): readonly ScaffoldStep[] {
  const view = quoteQualified(spec.view.schema, spec.view.name);
  const { version } = facts.grants;
  const comment = viewComment(spec, facts);
  const present = facts.viewComment === comment;
  const options = version >= 150_000 ? ' WITH (security_invoker = false)' : '';
  const owner = spec.viewOwner;
  return [
    {
      title: `Create the view ${spec.view.schema}.${spec.view.name}`,
      sql: `CREATE VIEW ${view}${options} AS\nSELECT ${selectList(spec, facts).join(',\n       ')}\n  FROM ${quoteQualified(spec.table.schema, spec.table.name)}`,
      down: present ? [] : [`DROP VIEW ${view}`],
      ...(present && { present: true }),
    },
    {
      title: 'Say in its comment what it masks',
      sql: `COMMENT ON VIEW ${view} IS ${quoteLiteral(comment)}`,
      down: present ? [] : [`COMMENT ON VIEW ${view} IS NULL`],
      ...(present && { present: true }),
    },
    ...(owner === undefined ? [] : [ownerStep(spec, facts, owner)]),
    ...spec.roles.flatMap((role) => [
      withoutTable(spec, facts, role),
      ...withoutColumns(spec, facts, role),
      giveStep(facts.grants, {
        target: { kind: 'schema', name: spec.view.schema },
        role,
        privileges: ['USAGE'],
      }),
      giveStep(facts.grants, { target: { kind: 'relation', ...spec.view }, role, privileges: ['SELECT'] }),
    ]),
  ];
}

export function maskingViewProblems(spec: ProtectionSpec, facts: ProtectionFacts): readonly FieldProblem[] {
  const { schema, name } = spec.view;
  const { grants } = facts;
  const owner = spec.viewOwner ?? grants.user;
  const problems: FieldProblem[] = [];
  if (facts.viewComment !== undefined && facts.viewComment !== viewComment(spec, facts)) {
    problems.push({
      field: 'viewName',
      message: `${schema}.${name} exists and is something else. Choose another name, or drop it first.`,
    });
  }
  if (!roleFacts(grants, owner)) {
    problems.push({ field: 'viewOwner', message: `There is no role ${owner}.` });
  } else if (rightSources(grants, owner, { kind: 'relation', ...spec.table }, 'SELECT').every(isPartial)) {
    problems.push({
      field: 'viewOwner',
      message: `${owner} may not read ${spec.table.schema}.${spec.table.name}, so its view could not either. Choose another owner.`,
    });
  }
  const place = { kind: 'schema', name: schema } as const;
  for (const creator of new Set([grants.user, owner])) {
    if (rightSources(grants, creator, place, 'CREATE').length === 0) {
      problems.push({
        field: 'viewSchema',
        message: `${creator} may not create a view in ${schema}. Grant CREATE on the schema, or choose another.`,
      });
    }
  }
  if (!actsFor(grants, grants.user, owner)) {
    problems.push({
      field: 'viewOwner',
      message: `You are ${grants.user} and can give the view only to roles that you are a member of.`,
    });
  }
  return problems;
}

function ownerStep(spec: ProtectionSpec, facts: ProtectionFacts, owner: string): ScaffoldStep {
  const view = quoteQualified(spec.view.schema, spec.view.name);
  const now = facts.grants.objects.find(
    ({ target }) =>
      target.kind === 'relation' && target.schema === spec.view.schema && target.name === spec.view.name,
  )?.owner;
  const present = now === owner || (now === undefined && owner === facts.grants.user);
  return {
    title: `Let the view belong to ${owner}`,
    sql: `ALTER VIEW ${view} OWNER TO ${quoteIdentifier(owner)}`,
    down: present ? [] : [`ALTER VIEW ${view} OWNER TO ${quoteIdentifier(now ?? facts.grants.user)}`],
    ...(present && { present: true }),
  };
}

/** Columns that a role reads without the table stay its own, but for those that are masked now. */
function withoutColumns(spec: ProtectionSpec, facts: ProtectionFacts, role: string): readonly ScaffoldStep[] {
  const taken = withoutTable(spec, facts, role).present !== true;
  const exposed = grantedColumns(spec, facts, role).filter((name) =>
    spec.columns.some(({ column }) => column === name),
  );
  return taken || exposed.length === 0
    ? []
    : [
        {
          title: `Revoke SELECT on ${exposed.join(', ')} from ${role}`,
          sql: columnSql('REVOKE', spec, exposed, role),
          down: [columnSql('GRANT', spec, exposed, role)],
        },
      ];
}

function selectList(spec: ProtectionSpec, facts: ProtectionFacts): readonly string[] {
  return facts.columns.flatMap((column) => {
    const mask = spec.columns.find((each) => each.column === column.name)?.mask;
    const sql = mask === undefined ? quoteIdentifier(column.name) : maskSql(mask, column);
    return sql === undefined ? [] : [sql];
  });
}

/** Tells a view of ours, made of the same spec, from any other. */
function viewComment({ table, columns }: ProtectionSpec, facts: ProtectionFacts): string {
  const shown = facts.columns.map(({ name }) => {
    const mask = columns.find((each) => each.column === name)?.mask;
    return mask === undefined ? name : `${name} (${maskWords[mask]})`;
  });
  return `Masked columns of ${table.schema}.${table.name}: ${shown.join(', ')}.`;
}

function isPartial({ kind }: { readonly kind: string }): boolean {
  return kind === 'columns';
}
