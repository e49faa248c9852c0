import { type CancelSignal, isCancellation } from '../../../base/cancelSignal';
import type { Database } from '../../ports';
import type { DbtGraph } from '../graph/dbtGraph';
import { type DbtTarget, targetText } from '../profiles/target';
import { builtNodes, readSources, type RelationNode } from './builtNodes';
import { dbtRole } from './dbtRole';
import {
  relationKey,
  type SourceAge,
  type TargetCatalog,
  type TargetRelation,
  type TargetServer,
} from './liveFacts';
import { policyStatements } from './queries/policyStatements';
import { sourceAges } from './queries/sourceAges';
import { relationsIn, targetRelations } from './queries/targetRelations';
import { targetSchemas } from './queries/targetSchemas';
import { targetServer } from './queries/targetServer';

/** What only who connected knows of the line. */
export type LineFacts = Pick<TargetServer, 'pooler' | 'refusesOptions'>;

/**
 * Reads what the checks need of the database of a target, one query after the other on one line.
 * @throws as `Database.read`
 */
export async function readTargetCatalog(
  database: Database,
  target: DbtTarget,
  graph: DbtGraph | undefined,
  { line, signal }: { readonly line: LineFacts; readonly signal: CancelSignal },
): Promise<TargetCatalog> {
  const { server: info } = database;
  const [row] = await database.read(targetServer(dbtRole(target), info.version), signal);
  if (!row) {
    throw new Error('The server did not say who we are.');
  }
  const builder = row.role.exists ? row.role.name : row.role.login;
  const built = graph ? builtNodes(graph).filter(isHere(info.database)) : [];
  const sources = graph ? readSources(graph).filter(isHere(info.database)) : [];
  const own = targetText(target, 'schema');
  const builds = unique([
    ...(own === undefined ? [] : [own]),
    ...built.map(({ relation }) => relation.schema),
  ]);
  const named = unique([...builds, ...sources.map(({ relation }) => relation.schema), ...pathOf(target)]);
  const schemas = new Map(
    (await database.read(targetSchemas(builder, named), signal)).map((each) => [each.name, each]),
  );
  const wanted = [...built, ...sources].map(({ relation }) => relation);
  const found = wanted.length === 0 ? [] : await database.read(targetRelations(builder, wanted), signal);
  const relations = byKey(await withPolicies(database, found, signal));
  const all = graph === undefined ? [] : await database.read(relationsIn(builder, builds), signal);
  return {
    server: { ...row.server, ...line, info },
    role: row.role,
    schemas,
    relations,
    others: all.filter((each) => !relations.has(relationKey(each))),
    roles: new Set(row.roles),
    extensions: new Set(row.extensions),
    availableExtensions: new Set(row.availableExtensions),
    sourceAges: await agesOf(database, sources, { relations, schemas }, signal),
  };
}

/** The names of the `search_path` of the profile, as PostgreSQL reads them. */
export function pathNames(target: DbtTarget): readonly string[] {
  const text = targetText(target, 'search_path') ?? '';
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/g)]
    .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain?.toLowerCase() ?? '')
    .filter((name) => name !== '');
}

/** The schemas of the `search_path` of the profile, without those that PostgreSQL knows by itself. */
export function pathOf(target: DbtTarget): readonly string[] {
  return pathNames(target).filter((name) => name !== '$user' && !name.startsWith('pg_'));
}

function isHere(database: string): (node: RelationNode) => boolean {
  return ({ relation }) => relation.database === undefined || relation.database === database;
}

function byKey(relations: readonly TargetRelation[]): ReadonlyMap<string, TargetRelation> {
  return new Map(relations.map((relation) => [relationKey(relation), relation]));
}

/** A policy that cannot be printed, because somebody holds its table, is known by its name. */
async function withPolicies(
  database: Database,
  relations: readonly TargetRelation[],
  signal: CancelSignal,
): Promise<readonly TargetRelation[]> {
  const secured = relations.filter(({ policies }) => policies.length > 0);
  if (secured.length === 0) {
    return relations;
  }
  const printed = await database
    .read(policyStatements(secured.map(({ oid }) => oid)), signal)
    .catch(orNone(signal));
  const statement = (relation: number, name: string) =>
    printed.find((each) => each.relation === relation && each.name === name)?.statement;
  return relations.map((relation) => ({
    ...relation,
    policies: relation.policies.map(({ name }) => ({ name, statement: statement(relation.oid, name) })),
  }));
}

async function agesOf(
  database: Database,
  sources: readonly RelationNode[],
  { relations, schemas }: Pick<TargetCatalog, 'relations' | 'schemas'>,
  signal: CancelSignal,
): Promise<ReadonlyMap<string, SourceAge>> {
  const query = sourceAges(
    sources.flatMap((source) => {
      const relation = relations.get(relationKey(source.relation));
      const open = schemas.get(source.relation.schema)?.usage === true;
      return relation?.select && open ? [{ source, relation }] : [];
    }),
  );
  const ages = query ? await database.read(query, signal).catch(orNone(signal)) : [];
  return new Map(ages.map(({ source, seconds }) => [source, { seconds }]));
}

/** What tables of users answer, or do not answer in time, must not cost all the rest. */
function orNone(signal: CancelSignal): (error: unknown) => readonly never[] {
  return (error) => {
    if (signal.aborted || isCancellation(error)) {
      throw error;
    }
    return [];
  };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
