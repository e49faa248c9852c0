/** The words of a command line, and what is wrong with it. */
export interface ShellWords {
  readonly value: readonly string[];
  /** Sentences. */
  readonly problems: readonly string[];
}

/**
 * Cuts a command line into words as a POSIX shell does: quotes, backslashes and a line that goes on after a backslash.
 * Nothing is expanded and nothing runs; what a shell would expand is said. The words end at `;`, `|`, `&`, `<`, `>`.
 * Source: POSIX, "Shell Command Language", 2.2 Quoting.
 */
export function shellWords(text: string): ShellWords {
  const words: string[] = [];
  const problems = new Set<string>();
  const pattern = /\\\r?\n|\s+|'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[;|&<>]|[^]/g;
  let word: string | undefined;
  for (const [token] of text.matchAll(pattern)) {
    if (/^[;|&<>]$/.test(token)) {
      break;
    }
    if (/^\\\r?\n$/.test(token)) {
      continue;
    }
    if (/^\s/.test(token)) {
      words.push(...(word === undefined ? [] : [word]));
      word = undefined;
      continue;
    }
    word = (word ?? '') + unquoted(token, problems);
  }
  words.push(...(word === undefined ? [] : [word]));
  return { value: words, problems: [...problems] };
}

function unquoted(token: string, problems: Set<string>): string {
  if (token.length > 1 && token.startsWith("'")) {
    return token.slice(1, -1);
  }
  if (token === "'" || token === '"') {
    problems.add('A closing quote is missing.');
    return '';
  }
  if (/^(?:"[^]*)?(?<!\\)[$`]/.test(token)) {
    problems.add('The command line holds a $ or ` that a shell would replace. Write the value itself.');
  }
  if (token.startsWith('"')) {
    return token
      .slice(1, -1)
      .replace(/\\([$`"\\\n])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped));
  }
  return token.startsWith('\\') ? token.slice(1) : token;
}
