/** What stands where a secret stood. */
export const redacted = '•••';

/**
 * Removes passwords from a text that will be shown or logged: the known secrets, the password part of URLs, and
 * `password=…` in any of the usual spellings.
 */
export function redactSecrets(text: string, secrets: readonly (string | undefined)[] = []): string {
  let result = text;
  for (const secret of secrets.flatMap(spellings)) {
    result = result.replaceAll(secret, redacted);
  }
  return result
    .replace(/\b([a-z][a-z0-9+.-]{0,40}:\/\/[^\s:/?#@]*):[^\s/?#]*@/gi, `$1:${redacted}@`)
    .replace(
      /\b((?:ssl)?(?:password|passwd|passphrase|pwd))(["']?\s*[=:]\s*)(?:'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|[^\s&;,'"}]+)/gi,
      `$1$2${redacted}`,
    );
}

/** A secret as it may appear: plain, and percent-encoded in a URL. Longest first, so that no rest remains. */
function spellings(secret: string | undefined): readonly string[] {
  if (secret === undefined || secret === '') {
    return [];
  }
  return [...new Set([encodeURIComponent(wellFormed(secret)), secret])].sort((a, b) => b.length - a.length);
}

/** `encodeURIComponent` throws on half a surrogate pair. */
function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
