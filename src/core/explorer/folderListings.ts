import type { Listing } from '../catalog/listing';
import type { ObjectRow } from '../catalog/objectRow';
import { constraints } from '../catalog/queries/constraints';
import { eventTriggers } from '../catalog/queries/eventTriggers';
import { extensions } from '../catalog/queries/extensions';
import type { DatabaseFolder, RelationFolder, SchemaFolder, ServerFolder } from '../catalog/queries/folders';
import { foreignServers } from '../catalog/queries/foreignServers';
import { functions } from '../catalog/queries/functions';
import { policies } from '../catalog/queries/policies';
import { publications } from '../catalog/queries/publications';
import { roles } from '../catalog/queries/roles';
import { rules } from '../catalog/queries/rules';
import { sequences } from '../catalog/queries/sequences';
import { statistics } from '../catalog/queries/statistics';
import { subscriptions } from '../catalog/queries/subscriptions';
import { tablespaces } from '../catalog/queries/tablespaces';
import { triggers } from '../catalog/queries/triggers';
import { types } from '../catalog/queries/types';

/** The lists of what belongs to a relation, by the relation's oid. */
export const relationListings: Readonly<
  Record<Exclude<RelationFolder, 'partitions' | 'indexes'>, (oid: number) => Listing<ObjectRow>>
> = { constraints, triggers, policies, rules, statistics };

/** The lists of what lives in a schema, by the schema's oid. */
export const schemaListings: Readonly<Record<SchemaFolder, (oid: number) => Listing<ObjectRow>>> = {
  functions,
  sequences,
  types,
};

/** The lists of what lives in a database or on the server. */
export const globalListings: Readonly<Record<DatabaseFolder | ServerFolder, Listing<ObjectRow>>> = {
  extensions,
  publications,
  subscriptions,
  eventTriggers,
  foreignServers,
  roles,
  tablespaces,
};
