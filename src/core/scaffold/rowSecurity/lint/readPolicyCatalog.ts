import type { CancelSignal } from '../../../../base/cancelSignal';
import { isRecord } from '../../../../base/validate';
import { flagOf, numberOf, optionalText, textOf } from '../../../catalog/cells';
import { jsonRecords, jsonTexts } from '../../../catalog/jsonCell';
import type { CatalogQuery, Database, QueryLimits } from '../../../ports';
import type {
  Policy,
  PolicyCatalog,
  PolicyCommand,
  PolicyRole,
  SecuredTable,
  ViewOverTable,
} from './policyCatalog';
import { policiesSql, tablesSql, viewsSql } from './policyCatalogSql';

/**
 * Reads everything that the lint looks at, of all schemas but the system's own and extensions'.
 * @throws as `Database.read`.
 */
export async function readPolicyCatalog(database: Database, signal: CancelSignal): Promise<PolicyCatalog> {
  const policies = await database.read(policyQuery, signal);
  const tables = await database.read(tableQuery, signal);
  const views = await database.read(viewQuery, signal);
  return {
    version: database.server.version,
    tables: tables.map((table) => ({
      ...table,
      policies: policies.filter(({ relation }) => relation === table.oid),
    })),
    views,
  };
}

/** To print a policy the server opens its table, and so it would wait for whoever has locked that. */
const limits: QueryLimits = { statement: 30_000, lock: 3000 };

const tableQuery: CatalogQuery<Omit<SecuredTable, 'policies'>> = {
  name: 'rowSecurity.tables',
  text: tablesSql,
  values: [],
  row: ([
    oid,
    schema,
    name,
    partitioned,
    rowSecurity,
    forced,
    owner,
    bypasses,
    logins,
    dbt,
    ancestors,
    grants,
    leading,
  ]) => ({
    oid: numberOf(oid),
    schema: textOf(schema),
    name: textOf(name),
    partitioned: flagOf(partitioned),
    rowSecurity: flagOf(rowSecurity),
    forced: flagOf(forced),
    owner: { name: textOf(owner), bypasses: flagOf(bypasses), logins: jsonTexts(logins) },
    dbt: optionalText(dbt),
    ancestors: jsonTexts(ancestors).map(Number),
    grants: jsonRecords(grants).map((grant) => ({
      grantee: typeof grant['grantee'] === 'string' ? grant['grantee'] : undefined,
      privilege: String(grant['privilege']),
    })),
    leadingColumns: jsonTexts(leading),
  }),
};

const policyQuery: CatalogQuery<Policy & { readonly relation: number }> = {
  name: 'rowSecurity.policies',
  text: policiesSql,
  values: [],
  limits,
  row: ([relation, name, command, permissive, roles, using, check, columns]) => ({
    relation: numberOf(relation),
    name: textOf(name),
    command: textOf(command) as PolicyCommand,
    permissive: flagOf(permissive),
    roles: jsonRecords(roles).map(roleOf),
    using: optionalText(using),
    check: optionalText(check),
    columns: jsonTexts(columns),
  }),
};

const viewQuery: CatalogQuery<ViewOverTable> = {
  name: 'rowSecurity.views',
  text: viewsSql,
  values: [],
  row: ([schema, name, materialized, invoker, owner, ownerBypasses, table, readers]) => ({
    schema: textOf(schema),
    name: textOf(name),
    materialized: flagOf(materialized),
    invoker: flagOf(invoker),
    owner: textOf(owner),
    ownerBypasses: flagOf(ownerBypasses),
    table: numberOf(table),
    readers: jsonTexts(readers),
  }),
};

function roleOf(role: Record<string, unknown>): PolicyRole {
  const privileges = isRecord(role['privileges']) ? role['privileges'] : {};
  return {
    name: String(role['name']),
    bypasses: role['bypasses'] === true,
    used: role['used'] === true,
    usage: role['usage'] === true,
    privileges: Object.keys(privileges).filter((each) => privileges[each] === true),
  };
}
