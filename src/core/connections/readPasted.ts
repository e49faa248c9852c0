import { draftOf, pastedFields } from './connectionForm';
import type { Draft } from './draftFields';
import { normalizeConnection } from './normalizeConnection';

/** What became of a text that was pasted into the form. */
export interface PastedConnection {
  /** The draft with what was understood; unchanged when nothing was. */
  readonly draft: Draft;
  /** To be kept apart at once. */
  readonly password: string | undefined;
  /** A sentence about what was understood; undefined when nothing was. */
  readonly understood: string | undefined;
  /** Sentences about what was dropped or is wrong. They never quote a password. */
  readonly problems: readonly string[];
}

/** Fills a draft from anything that people have at hand. A pasted host takes everything away that belonged to another. */
export function readPasted(text: string, draft: Draft): PastedConnection {
  const { value, problems } = normalizeConnection(text);
  if (value === undefined) {
    return { draft, password: undefined, understood: undefined, problems };
  }
  const found = draftOf(value);
  const kept = found['host'] === undefined ? draft : without(draft, Object.keys(pastedFields(value)));
  const names = [
    ...Object.keys(found).map((key) => words[key] ?? key),
    ...(value.password === undefined ? [] : ['a password, which is kept apart']),
  ];
  return {
    draft: { ...kept, ...found },
    password: value.password,
    understood: names.length === 0 ? undefined : `Understood: ${listed(names)}.`,
    problems:
      names.length === 0 && problems.length === 0 ? ['There is nothing about a connection in it.'] : problems,
  };
}

const words: Readonly<Record<string, string>> = {
  sslmode: 'TLS mode',
  sslrootcert: 'trusted authorities',
  sslcert: 'client certificate',
  sslkey: 'client key',
  applicationName: 'application name',
  keepAlive: 'keepalive',
  searchPath: 'search path',
  statementTimeout: 'statement timeout',
  lockTimeout: 'lock timeout',
  idleInTransactionTimeout: 'idle transaction timeout',
  connectTimeout: 'connect timeout',
  targetSession: 'which of several hosts',
  loadBalance: 'order of the hosts',
  requireAuth: 'login methods',
  channelBinding: 'channel binding',
};

function without(draft: Draft, keys: readonly string[]): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([key]) => !keys.includes(key)));
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
