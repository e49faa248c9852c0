import type { DbtParts } from '../dbtParts';

/** What the lineage pages stand on. */
export type LineageParts = Pick<DbtParts, 'context' | 'runner' | 'connected'>;
