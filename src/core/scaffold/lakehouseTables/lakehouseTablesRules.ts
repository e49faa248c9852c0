import type { LakehouseTablesRule } from './lakehouseTablesRule';
import { nullableKey } from './rules/nullableKey';
import { rowSecurityOfTarget } from './rules/rowSecurityOfTarget';
import { unfilledColumn } from './rules/unfilledColumn';

/** The only list of rules about lakehouse tables. */
export const lakehouseTablesRules: readonly LakehouseTablesRule[] = [
  unfilledColumn,
  nullableKey,
  rowSecurityOfTarget,
];
