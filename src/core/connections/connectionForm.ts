import { isRecord } from '../../base/validate';
import type { ConnectionParts } from './connectionParts';
import type { ConnectionProfile, ProfileScope } from './connectionProfile';
import { type Draft, type DraftField, draftFields } from './draftFields';
import { normalizeUrl } from './normalizeUrl';
import { knownFields, type ProfileProblem, readProfiles } from './readProfiles';
import { shellWords } from './shellWords';

/** What is wrong with a draft, in sentences, by the field that shows it; `general` holds what belongs to none. */
export interface DraftProblems {
  readonly byField: ReadonlyMap<string, string>;
  readonly general: readonly string[];
}

/** The value of a field, which may lie in an object. */
export function fieldValue(draft: Draft, key: string): unknown {
  const [outer = '', inner] = key.split('.');
  const value = draft[outer];
  return inner === undefined ? value : isRecord(value) ? value[inner] : undefined;
}

/** The draft with one field set; an empty value removes the field, so that its default holds again. */
export function withField(draft: Draft, key: string, value: unknown): Draft {
  const [outer = '', inner] = key.split('.');
  if (inner === undefined) {
    const rest = Object.fromEntries(Object.entries(draft).filter(([name]) => name !== outer));
    return value === undefined || value === '' ? rest : { ...rest, [outer]: value };
  }
  const before = draft[outer];
  const after = withField(isRecord(before) ? before : {}, inner, value);
  return withField(draft, outer, Object.keys(after).length === 0 ? undefined : after);
}

/** What a person typed into a field, as the settings have it. */
export function typedValue({ kind }: DraftField, typed: string): unknown {
  const trimmed = typed.trim();
  if (kind === 'number' && /^\d{1,15}$/.test(trimmed)) {
    return Number(trimmed);
  }
  if (kind === 'words') {
    const { value, problems } = shellWords(trimmed);
    return trimmed === '' ? '' : problems.length > 0 ? [trimmed] : value;
  }
  return trimmed;
}

/** The value of a field as a person types it. */
export function shownValue({ key, kind }: DraftField, draft: Draft): string {
  const value = fieldValue(draft, key);
  if (Array.isArray(value)) {
    const words = value.map(String);
    return kind === 'words' ? words.map(quotedWord).join(' ') : words.join(', ');
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Whether a flag is set, also when the settings say nothing. */
export function isSet({ key, initial }: DraftField, draft: Draft): boolean {
  const value = fieldValue(draft, key);
  return typeof value === 'boolean' ? value : initial(draft);
}

/** What is wrong with a draft that is to be saved in a settings file of this scope. */
export function draftProblems(draft: Draft, scope: ProfileScope = 'user'): DraftProblems {
  const byField = new Map<string, string>();
  const general: string[] = [];
  for (const { message } of checkDraft(draft, scope).problems) {
    const [, key = '', inner, rest = ''] = /^(\w+): (?:its (\w+) )?([^]*)$/.exec(message) ?? [];
    const field = findField(key, inner);
    if (field) {
      byField.set(field.key, [byField.get(field.key), problemSentence(field, rest)].filter(isText).join(' '));
    } else {
      general.push(message);
    }
  }
  return { byField, general };
}

/** The fields that a pasted connection fills in. Its password is no field: it never reaches the settings. */
export function draftOf(parts: ConnectionParts): Draft {
  return Object.fromEntries(Object.entries(pastedFields(parts)).filter(([, value]) => value !== undefined));
}

/** Every field that a pasted connection can fill in, undefined where it says nothing. */
export function pastedFields(parts: ConnectionParts): Draft {
  const { connectTimeout, otherHosts } = parts;
  return {
    host: otherHosts ? [parts.host, ...otherHosts.map(({ host }) => host)].join(',') : parts.host,
    port: otherHosts ? [parts.port ?? 5432, ...otherHosts.map(({ port }) => port)].join(',') : parts.port,
    targetSession: parts.targetSession,
    loadBalance: parts.loadBalance,
    requireAuth: parts.requireAuth,
    channelBinding: parts.channelBinding,
    database: parts.database,
    user: parts.user,
    sslmode: parts.tlsMode,
    sslrootcert: parts.rootCertificate,
    sslcert: parts.certificate,
    sslkey: parts.key,
    applicationName: parts.applicationName,
    connectTimeout: inSeconds(connectTimeout),
    keepAlive: inSeconds(parts.keepAlive),
    role: parts.role,
    searchPath: parts.searchPath,
    statementTimeout: inSeconds(parts.statementTimeout),
    lockTimeout: inSeconds(parts.lockTimeout),
    idleInTransactionTimeout: inSeconds(parts.idleInTransactionTimeout),
  };
}

/**
 * The fields of a settings entry, for editing or for another settings file. A URL is taken apart into fields, and a
 * password in it is kept apart; what is no field of a connection is left out, and said.
 */
export function entryDraft(entry: Draft): {
  readonly draft: Draft;
  readonly password: string | undefined;
  readonly problems: readonly string[];
} {
  const { url, ...rest } = entry;
  const read = typeof url === 'string' ? normalizeUrl(url) : { value: undefined, problems: [] };
  const known = Object.entries(rest).filter(([key]) => key !== 'id' && knownFields.includes(key));
  const unknown = Object.keys(rest).filter((key) => !knownFields.includes(key));
  return {
    draft: { ...(read.value && draftOf(read.value)), ...Object.fromEntries(known) },
    password: read.value?.password,
    problems: [
      ...read.problems,
      ...unknown.map((key) => `${key} is no field of a connection and is left out.`),
    ],
  };
}

/** The draft as a connection, or what is still wrong with it. */
export function checkDraft(
  draft: Draft,
  scope: ProfileScope = 'user',
): {
  readonly value: ConnectionProfile | undefined;
  readonly problems: readonly ProfileProblem[];
} {
  const complete = { id: 'new', name: draft['host'], ...draft };
  const { value, problems } = readProfiles([
    { scope, label: 'this connection', idPrefix: '', value: [complete] },
  ]);
  return { value: value[0], problems };
}

/** A part of a second counts as one, because none would mean no limit. */
function inSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
}

function findField(key: string, inner: string | undefined): DraftField | undefined {
  return (
    draftFields.find((each) => each.key === (inner === undefined ? key : `${key}.${inner}`)) ??
    draftFields.find((each) => each.key === key || each.key.startsWith(`${key}.`))
  );
}

/** A message of the settings in the words of the form, where nobody writes quotes. */
function problemSentence({ label }: DraftField, rest: string): string {
  const plain = rest.replace(', without quotes', '').replace('must be text in quotes', 'must be text');
  return /^(?:is|must|says|holds)\b/.test(plain)
    ? `${label} ${plain}`
    : `${plain.slice(0, 1).toUpperCase()}${plain.slice(1)}`;
}

/** A word of a command as a shell would have it quoted. */
export function quotedWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}
