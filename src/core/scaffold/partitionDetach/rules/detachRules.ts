import { locksTable } from './locksTable';
import { nothingLeft } from './nothingLeft';
import type { DetachRule } from './detachRule';
import { nothingToDo } from './nothingToDo';

/** The only list of them. */
export const detachRules: readonly DetachRule[] = [locksTable, nothingLeft, nothingToDo];
