import { type GrantFacts, schemaFacts } from '../grants/grantFacts';
import type { SchemaLayoutSpec } from './schemaLayoutSpec';

/** Whose new tables in a schema the others are to read: its owner, the roles that build in it, and the named writers. */
export function creatorsIn(spec: SchemaLayoutSpec, facts: GrantFacts, schema: string): readonly string[] {
  const owner = schemaFacts(facts, schema)?.owner ?? spec.owner ?? facts.user;
  const builders = spec.access.filter(({ level, schemas }) => level === 'build' && schemas.includes(schema));
  return [...new Set([owner, ...builders.map(({ role }) => role), ...spec.writers])];
}
