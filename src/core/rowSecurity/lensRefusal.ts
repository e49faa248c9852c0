import { isComment, tokenize } from '../sql/lexer';

/**
 * Why a statement cannot run through a lens, in a sentence; undefined for one that can. What is refused would end the
 * transaction in which the lens is, take it off, or stay in the session although the transaction is rolled back.
 */
export function lensRefusal(text: string): string | undefined {
  const words = wordsOf(text);
  const reason = reasons.find(({ commands }) => commands.has(words[0] ?? ''))?.reason;
  if (reason !== undefined) {
    return reason;
  }
  const lock = words.find((word) => sessionLocks.test(word));
  return lock === undefined
    ? undefined
    : `${lock}() would hold a lock of the session, which no rollback takes back. Use the function with xact in its name.`;
}

/** A statement that ends or begins a transaction, or takes it out of the session's hands. */
export function controlsTransaction(text: string): boolean {
  const [first = '', second] = wordsOf(text);
  return transactionCommands.has(first) || (first === 'prepare' && second === 'transaction');
}

function wordsOf(text: string): readonly string[] {
  return tokenize(text)
    .filter((token) => !isComment(token) && (token.kind === 'word' || token.kind === 'quotedIdentifier'))
    .map((token) => text.slice(token.start, token.end).replaceAll('"', '').toLowerCase());
}

const sessionLocks = /^pg_(?:try_)?advisory_lock(?:_shared)?$/;

const transactionCommands: ReadonlySet<string> = new Set([
  'begin',
  'start',
  'commit',
  'end',
  'rollback',
  'abort',
]);

interface Refusal {
  readonly commands: ReadonlySet<string>;
  readonly reason: string;
}

const reasons: readonly Refusal[] = [
  {
    commands: new Set([...transactionCommands, 'savepoint', 'release']),
    reason:
      'Each statement that is viewed as a role runs in a transaction of its own, which is always rolled back. Leave the transaction commands out.',
  },
  {
    commands: new Set(['set', 'reset', 'discard']),
    reason: 'A setting would be gone after this statement. Choose role and settings by View as Role instead.',
  },
  {
    commands: new Set(['prepare', 'execute', 'deallocate']),
    reason: 'A prepared statement would stay in the session. Run the statement itself.',
  },
  {
    commands: new Set(['declare', 'fetch', 'move', 'close']),
    reason: 'A cursor would be gone after this statement. Run its query itself.',
  },
  {
    commands: new Set(['listen', 'unlisten', 'load', 'copy']),
    reason: 'This command acts on the session or outside of it. Leave View as Role to run it.',
  },
];
