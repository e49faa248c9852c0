import type { AttachRule } from './attachRule';
import { readUnderLock } from './readUnderLock';

/** The only list of them. */
export const attachRules: readonly AttachRule[] = [readUnderLock];
