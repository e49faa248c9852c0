import { openSearchPath } from './rules/openSearchPath';
import { otherOwner } from './rules/otherOwner';
import { unnamedCreator } from './rules/unnamedCreator';
import type { SchemaLayoutRule } from './schemaLayoutRule';

/** The only list of rules about layouts. */
export const schemaLayoutRules: readonly SchemaLayoutRule[] = [otherOwner, unnamedCreator, openSearchPath];
