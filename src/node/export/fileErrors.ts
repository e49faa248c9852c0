import { UserError } from '../../base/userError';

/** An error of the system about a file as a sentence; any other error as it is. */
export function fileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why = typeof code === 'string' ? reasons[code] : undefined;
  return why === undefined
    ? error
    : new UserError(`${path} was not written: ${why} Nothing was changed.`, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full.',
  EDQUOT: 'the disk quota is used up.',
  EACCES: 'you have no permission to write there.',
  EPERM: 'you have no permission to write there.',
  EROFS: 'the disk is read-only.',
  ENOENT: 'its folder is not there.',
  EISDIR: 'it is a folder.',
};
