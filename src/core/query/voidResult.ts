import { UserError } from '../../base/userError';

/** A statement ran, but what it answered is not what was asked for, so its rows must not be shown. */
export class VoidResultError extends UserError {}
