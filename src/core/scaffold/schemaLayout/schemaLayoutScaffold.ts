import type { Scaffold } from '../scaffold';
import { generateSchemaLayout } from './generateSchemaLayout';
import { readSchemaLayout } from './readSchemaLayout';
import { readSchemaLayoutFacts, type SchemaLayoutFacts } from './schemaLayoutFacts';
import { schemaLayoutForm } from './schemaLayoutForm';
import type { SchemaLayoutSpec } from './schemaLayoutSpec';

/** The schemas of a lakehouse with their owner, comments, access, default privileges and search_path. */
export const schemaLayoutScaffold: Scaffold<SchemaLayoutSpec, SchemaLayoutFacts> = {
  id: 'schemaLayout',
  title: 'Schema layout',
  explain:
    'Schemas with their owner and comments, and what each role may do in them: with the tables that exist and, by default privileges of each role that creates tables, with those to come.',
  form: schemaLayoutForm,
  spec: readSchemaLayout,
  facts: readSchemaLayoutFacts,
  generate: generateSchemaLayout,
};
