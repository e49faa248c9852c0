import { redacted } from '../connections/redact';
import { isComment, type Token, tokenize } from '../sql/lexer';
import { literalText, withLiteralText } from './literalText';
import { redactValue } from './redactValue';
import { isSecretName, secretWord } from './secretNames';

export interface RedactedSql {
  readonly text: string;
  /** What was taken out, for messages that may repeat it. */
  readonly secrets: readonly string[];
}

/**
 * The text of statements without the secrets in it, as far as they can be told: passwords of roles and user mappings,
 * options and settings of secret names, connection strings, keys of encryption, in literals, comments and dollar-quoted
 * bodies. It goes by tokens and never fails, so it also works on text that PostgreSQL refuses. When in doubt it hides.
 */
export function redactSql(text: string): RedactedSql {
  return redactAtDepth(text, 0);
}

/** SQL inside literals inside literals is followed so deep. */
const deepest = 3;

function redactAtDepth(text: string, depth: number): RedactedSql {
  const tokens = tokenize(text);
  const hidden = hiddenTokens(
    text,
    tokens.filter((token) => !isComment(token)),
  );
  const secrets: string[] = [];
  let result = '';
  let end = 0;
  for (const token of tokens) {
    const written = text.slice(token.start, token.end);
    result += text.slice(end, token.start);
    end = token.end;
    if (hidden.has(token)) {
      secrets.push(...spellings(written, token));
      result += `'${redacted}'`;
    } else {
      result += insideRedacted(token, written, { depth, secrets });
    }
  }
  return { text: result + text.slice(end), secrets };
}

/** A short secret is known by its quotes only, or it would be found in every message. */
function spellings(written: string, token: Token): readonly string[] {
  const inner = isLiteral(token) ? literalText(written) : written;
  return inner.length >= 4 ? [written, inner] : written.length >= 3 ? [written] : [];
}

function insideRedacted(
  token: Token,
  written: string,
  { depth, secrets }: { readonly depth: number; readonly secrets: string[] },
): string {
  if (!isLiteral(token)) {
    return freeTexts.has(token.kind) ? redactValue(written) : written;
  }
  const inner = literalText(written);
  const isSql = depth < deepest && (token.kind === 'dollarString' || /['$]/.test(inner));
  const asSql = isSql ? redactAtDepth(inner, depth + 1) : { text: inner, secrets: [] };
  secrets.push(...asSql.secrets);
  const clean = redactValue(asSql.text);
  return clean === inner ? written : withLiteralText(written, clean);
}

const freeTexts: ReadonlySet<Token['kind']> = new Set<Token['kind']>([
  ...(['lineComment', 'blockComment', 'metaCommand', 'jinja', 'quotedIdentifier', 'unknown'] as const),
]);

/** The tokens that are secrets as a whole. */
function hiddenTokens(text: string, tokens: readonly Token[]): ReadonlySet<Token> {
  const walk: Walk = { text, tokens, hidden: new Set(), calls: [], command: [] };
  tokens.forEach((token, index) => {
    if (token.kind === 'semicolon') {
      walk.command = [];
      walk.calls = [];
    } else if (token.kind === 'openParen') {
      walk.calls.push({ name: nameAt(walk, index - 1) ?? '', hides: false });
    } else if (token.kind === 'closeParen') {
      walk.calls.pop();
    }
    if (token.kind === 'word' && walk.command.length < 3) {
      walk.command.push(written(walk, token).toLowerCase());
    }
    hideAfterName(walk, index);
    hideInCall(walk, index);
    hideAfterText(walk, index);
  });
  return walk.hidden;
}

interface Walk {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly hidden: Set<Token>;
  /** The parentheses that are open, with the word before each. */
  calls: { readonly name: string; hides: boolean }[];
  /** The first words of the statement. */
  command: string[];
}

/** `PASSWORD 'x'`, `password 'x'` as an option, `SET app.token = x`, `password => 'x'`, `where secret = 'x'`. */
function hideAfterName(walk: Walk, index: number): void {
  const name = nameAt(walk, index);
  if (name === undefined) {
    return;
  }
  const next = walk.tokens[index + 1];
  if (next && isLiteral(next) && inUserMapping(walk) && !/^(?:user|user_?name|uid)$/i.test(name)) {
    walk.hidden.add(next);
  }
  if (!isSecretName(name)) {
    return;
  }
  const isAssigned = isAssignment(walk, next);
  const [first, second, third] = walk.command;
  const isRole = /^(?:create|alter)$/.test(first ?? '') && /^(?:role|user|group)$/.test(second ?? '');
  if (isRole && third !== 'mapping' && !isAssigned) {
    // Whatever is written there was meant as the password.
    hideValues(walk, index + 1, true);
  } else {
    const takesWords = isAssigned && /^(?:set|alter)$/.test(first ?? '');
    hideValues(walk, index + (isAssigned ? 2 : 1), takesWords);
  }
}

/** A literal, with those that continue it or are listed after it. */
function hideValues(walk: Walk, from: number, takesWords: boolean): void {
  let at = from;
  for (;;) {
    const token = walk.tokens[at];
    if (!token || !(isLiteral(token) || (takesWords && isPlainValue(walk, token)))) {
      return;
    }
    walk.hidden.add(token);
    const next = walk.tokens[at + 1];
    if (!next) {
      return;
    }
    if (isLiteral(next)) {
      at++;
    } else if (takesWords && written(walk, next) === ',') {
      at += 2;
    } else {
      return;
    }
  }
}

function isPlainValue(walk: Walk, token: Token): boolean {
  const isWord = ['word', 'quotedIdentifier', 'number', 'unknown'].includes(token.kind);
  return isWord && !/^(?:null|default|from|to|current)$/i.test(written(walk, token));
}

/** Keys of encryption, `set_config('app.secret', 'x', false)`, `jsonb_build_object('password', 'x')`. */
function hideInCall(walk: Walk, index: number): void {
  const token = walk.tokens[index];
  const call = walk.calls.at(-1);
  if (!call || !token || !isLiteral(token)) {
    return;
  }
  if (call.hides || cryptography.has(call.name)) {
    walk.hidden.add(token);
    return;
  }
  const inner = literalText(written(walk, token));
  const [separator, value] = [walk.tokens[index + 1], walk.tokens[index + 2]];
  if (isName(inner) && separator && value && isLiteral(value)) {
    const isNext = written(walk, separator) === ',' && call.name !== '' && !lists.has(call.name);
    if (isNext) {
      walk.hidden.add(value);
    }
  }
  // format('… PASSWORD %L', 'x')
  call.hides = new RegExp(`${secretWord}["']?\\s*[=:]?\\s*'*%`, 'i').test(inner);
}

/** `data ->> 'token' = 'x'`, and `'password=' || 'x'`. */
function hideAfterText(walk: Walk, index: number): void {
  const token = walk.tokens[index];
  if (!token || !isLiteral(token) || walk.hidden.has(token)) {
    return;
  }
  const inner = literalText(written(walk, token));
  const next = walk.tokens[index + 1];
  const isCompared = isName(inner) && isAssignment(walk, next);
  const isJoined =
    next !== undefined &&
    written(walk, next) === '||' &&
    new RegExp(`${secretWord}["']?(?:\\s*[=:]\\s*|\\s+)'*$`, 'i').test(inner);
  if (isCompared || isJoined) {
    const value = walk.tokens[index + 2];
    const isCall = walk.tokens[index + 3]?.kind === 'openParen';
    hideValues(walk, value?.kind === 'word' && isCall ? index + 4 : index + 2, false);
  }
}

const cryptography: ReadonlySet<string> = new Set([
  ...['crypt', 'hmac', 'encrypt', 'decrypt', 'encrypt_iv', 'decrypt_iv'],
  ...['pgp_sym_encrypt', 'pgp_sym_encrypt_bytea', 'pgp_sym_decrypt', 'pgp_sym_decrypt_bytea'],
  ...['pgp_pub_decrypt', 'pgp_pub_decrypt_bytea'],
]);

/** Words before parentheses that hold a list, not the arguments of a call. */
const lists: ReadonlySet<string> = new Set([
  ...['in', 'values', 'any', 'all', 'some', 'row', 'array', 'and', 'or', 'not', 'where', 'on', 'as', 'with'],
]);

function inUserMapping({ command, calls }: Walk): boolean {
  return command[1] === 'user' && command[2] === 'mapping' && calls.at(-1)?.name === 'options';
}

function isAssignment(walk: Walk, token: Token | undefined): boolean {
  return token !== undefined && /^(?:=|:=|=>|to)$/i.test(written(walk, token));
}

function isName(inner: string): boolean {
  return inner.length < 100 && /^[\w.-]+$/.test(inner) && isSecretName(inner);
}

function nameAt(walk: Walk, index: number): string | undefined {
  const token = walk.tokens[index];
  return token?.kind === 'word' || token?.kind === 'quotedIdentifier'
    ? written(walk, token).replaceAll('"', '').toLowerCase()
    : undefined;
}

function isLiteral({ kind }: Token): boolean {
  return kind === 'string' || kind === 'dollarString';
}

function written({ text }: Walk, { start, end }: Token): string {
  return text.slice(start, end);
}
