import { redacted, redactSecrets } from '../connections/redact';
import { secretWord } from './secretNames';

/**
 * Removes what looks like a secret from the inside of a literal or a comment: passwords of URLs and connection strings,
 * what follows `token=` and its like, HTTP credentials, and the arguments by which programs take passwords.
 */
export function redactValue(text: string): string {
  let result = redactSecrets(text);
  for (const [pattern, replacement] of patterns) {
    result = result.replace(pattern, replacement);
  }
  return result;
}

const patterns: readonly (readonly [RegExp, string])[] = [
  // token=…, "api_key": "…", AWS_SECRET_ACCESS_KEY=…, PGPASSWORD=…
  [
    new RegExp(
      `((?<![\\w.-])[\\w.-]{0,60}?${secretWord}["']?\\s*[=:]\\s*)(?:'(?:[^'\\\\]|\\\\.|'')*'|"(?:[^"\\\\]|\\\\.)*"|[^\\s&;,'"}•]+)`,
      'gi',
    ),
    `$1${redacted}`,
  ],
  [/\b(authorization\s*[:=]\s*["']?\s*(?:basic|bearer|token)?\s*)[^\s"',;]+/gi, `$1${redacted}`],
  [/\b(bearer\s+)[\w.~+/=-]{8,}/gi, `$1${redacted}`],
  // curl -u name:password, --user name:password
  [/((?:^|\s)(?:-u|--user|--proxy-user)[\s=]*["']?[^\s:"']+:)[^\s"']+/g, `$1${redacted}`],
  [new RegExp(`((?:^|\\s)--[\\w-]{0,60}?${secretWord}[\\s=]+)["']?[^\\s"'•]+["']?`, 'gi'), `$1${redacted}`],
];
