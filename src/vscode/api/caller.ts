import { displayName } from '../../core/explorer/displayName';
import { liesIn } from '../../node/liesIn';

/** The extension that calls, as far as that can be known. */
export interface Caller {
  /** What its rights are kept under. */
  readonly key: string;
  /** How questions name it. */
  readonly label: string;
  /** How the history marks it. */
  readonly id: string;
}

/** An installed extension. */
export interface InstalledExtension {
  readonly id: string;
  readonly extensionPath: string;
}

/**
 * Who calls is read from the stack of the call, which names the files of the extension. VS Code tells nobody, and all
 * extensions share one process, so this keeps honest extensions apart and stops none that is not.
 */
export function callerOf(stack: string, claimed: unknown, extensions: readonly InstalledExtension[]): Caller {
  const found = frames(stack)
    .map((file) => extensions.find(({ extensionPath }) => liesIn(file, extensionPath)))
    .find((extension) => extension !== undefined);
  if (found) {
    return { key: found.id, label: found.id, id: found.id };
  }
  const claim = typeof claimed === 'string' && /^[\w.-]{1,100}$/.test(claimed) ? claimed : undefined;
  return claim === undefined
    ? { key: '?', label: 'an unknown extension', id: 'unknown' }
    : { key: `?${claim}`, label: `an extension that calls itself ${displayName(claim)}`, id: `${claim} (?)` };
}

function frames(stack: string): readonly string[] {
  return stack.split('\n').flatMap((line) => {
    const place = /\(?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]).*?):\d+:\d+\)?$/.exec(line.trim())?.[1];
    return place === undefined ? [] : [place.replace(/^file:\/\//, '')];
  });
}
