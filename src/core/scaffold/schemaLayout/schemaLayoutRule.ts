import type { ScaffoldWarning } from '../scaffold';
import type { SchemaLayoutFacts } from './schemaLayoutFacts';
import type { SchemaLayoutSpec } from './schemaLayoutSpec';

/** Something about a layout that may be unwanted, though it can be run. */
export interface SchemaLayoutRule {
  readonly id: string;
  run(spec: SchemaLayoutSpec, facts: SchemaLayoutFacts): readonly Omit<ScaffoldWarning, 'rule'>[];
}
