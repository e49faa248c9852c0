import type { DatabaseFolder, RelationFolder, SchemaFolder, ServerFolder } from '../catalog/queries/folders';

/** What a folder is called. */
export const folderLabels: Readonly<
  Record<RelationFolder | SchemaFolder | DatabaseFolder | ServerFolder, string>
> = {
  partitions: 'Partitions',
  indexes: 'Indexes',
  constraints: 'Constraints',
  triggers: 'Triggers',
  policies: 'Policies',
  rules: 'Rules',
  statistics: 'Statistics',
  functions: 'Functions',
  sequences: 'Sequences',
  types: 'Types',
  extensions: 'Extensions',
  publications: 'Publications',
  subscriptions: 'Subscriptions',
  eventTriggers: 'Event Triggers',
  foreignServers: 'Foreign Servers',
  roles: 'Roles',
  tablespaces: 'Tablespaces',
};
