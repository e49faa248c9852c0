import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, numberOf, optionalText, textOf } from '../../catalog/cells';
import { jsonRecords, jsonTexts } from '../../catalog/jsonCell';
import { textArray } from '../../catalog/textArray';
import type { CatalogQuery, Database } from '../../ports';
import type { RelationName } from '../relationName';
import type {
  ColumnFacts,
  ExistingPolicy,
  GrantFacts,
  RoleFacts,
  RowSecurityFacts,
  TableFacts,
  ViewFacts,
} from './rowSecurityFacts';
import { existingPoliciesSql, roleFactsSql, tableFactsSql, viewFactsSql } from './rowSecurityFactsSql';
import type { PolicyCommand, RowSecuritySpec } from './rowSecuritySpec';

/** @throws as `Database.read` */
export async function readRowSecurityFacts(
  database: Database,
  spec: RowSecuritySpec,
  signal: CancelSignal,
): Promise<RowSecurityFacts> {
  const memberTables = spec.policies.flatMap(({ rule }) =>
    rule.kind === 'membership' ? [rule.members] : [],
  );
  const tables = await database.read(tableQuery([spec.table, ...memberTables]), signal);
  const oids = textArray([...new Set(tables.map(({ oid }) => String(oid)))]);
  const policies = await database.read(policyQuery(oids), signal);
  const names = [...new Set(spec.policies.flatMap(({ roles }) => roles))];
  const roles = await database.read(roleQuery(names, oids), signal);
  const found = tables.map((table) => ({
    ...table,
    policies: policies.filter(({ relation }) => relation === table.oid),
  }));
  const table = found.find(({ place }) => place === 1);
  const views = table === undefined ? [] : await database.read(viewQuery(table.oid), signal);
  return {
    version: database.server.version,
    user: database.server.user,
    table,
    partitions: found.filter(({ place }) => place === 0),
    members: found.filter(({ place }) => place > 1),
    views,
    roles,
    takenNames: table?.takenNames ?? [],
  };
}

type TableRow = Omit<TableFacts, 'policies'> & {
  /** 1 for the table, 0 for its partitions, and more for the others. */
  readonly place: number;
  readonly oid: number;
  readonly takenNames: readonly string[];
};

function tableQuery(relations: readonly RelationName[]): CatalogQuery<TableRow> {
  return {
    name: 'rowSecurity.facts',
    text: tableFactsSql,
    values: [JSON.stringify(relations)],
    row: (cells) => {
      const [place, oid, schema, name, kind, owner, mayAlter, mayGrantUsage, ...more] = cells;
      const [rowSecurity, forced, bypasses, logins, dbt, columns, grants, leading, taken] = more;
      return {
        place: numberOf(place),
        oid: numberOf(oid),
        schema: textOf(schema),
        name: textOf(name),
        kind: textOf(kind),
        owner: textOf(owner),
        mayAlter: flagOf(mayAlter),
        mayGrantUsage: flagOf(mayGrantUsage),
        rowSecurity: flagOf(rowSecurity),
        forced: flagOf(forced),
        ownerBypasses: flagOf(bypasses),
        ownerLogins: jsonTexts(logins),
        dbt: optionalText(dbt),
        columns: jsonRecords(columns).map(columnOf),
        grants: jsonRecords(grants).map(grantOf),
        leadingColumns: jsonTexts(leading),
        takenNames: jsonTexts(taken),
      };
    },
  };
}

function policyQuery(oids: string): CatalogQuery<ExistingPolicy & { readonly relation: number }> {
  return {
    name: 'rowSecurity.existingPolicies',
    text: existingPoliciesSql,
    values: [oids],
    // To print a policy the server opens its table, and so it would wait for whoever has locked that.
    limits: { statement: 30_000, lock: 3000 },
    row: ([relation, name, command, restrictive, roles, using, check, comment]) => ({
      relation: numberOf(relation),
      name: textOf(name),
      command: textOf(command) as PolicyCommand,
      restrictive: flagOf(restrictive),
      roles: jsonTexts(roles),
      using: optionalText(using),
      check: optionalText(check),
      comment: optionalText(comment),
    }),
  };
}

function roleQuery(names: readonly string[], oids: string): CatalogQuery<RoleFacts> {
  return {
    name: 'rowSecurity.roles',
    text: roleFactsSql,
    values: [JSON.stringify(names), oids],
    row: ([name, bypasses, used, rights]) => ({
      name: textOf(name),
      bypasses: flagOf(bypasses),
      used: flagOf(used),
      rights: jsonRecords(rights).map((right) => ({
        schema: String(right['schema']),
        name: String(right['name']),
        usage: right['usage'] === true,
        privileges: texts(right['privileges']),
        readable: texts(right['readable']),
      })),
    }),
  };
}

function viewQuery(table: number): CatalogQuery<ViewFacts> {
  return {
    name: 'rowSecurity.viewsOverTable',
    text: viewFactsSql,
    values: [String(table)],
    row: ([schema, name, materialized, invoker, , , , readers, mayAlter, said]) => ({
      schema: textOf(schema),
      name: textOf(name),
      materialized: flagOf(materialized),
      invoker: flagOf(said) ? flagOf(invoker) : undefined,
      mayAlter: flagOf(mayAlter),
      readers: jsonTexts(readers),
    }),
  };
}

function columnOf(column: Record<string, unknown>): ColumnFacts {
  return {
    name: String(column['name']),
    type: String(column['type']),
    baseType: String(column['base']),
    category: String(column['category']),
    comparable: column['comparable'] === true,
    notNull: column['notNull'] === true,
  };
}

function grantOf(grant: Record<string, unknown>): GrantFacts {
  return {
    grantee: optionalName(grant['grantee']),
    privilege: String(grant['privilege']),
    column: optionalName(grant['column']),
    grantable: grant['grantable'] === true,
  };
}

function optionalName(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
