import { lineComment } from '../sql/lineComment';

/** What the comment lines at the top of a saved query say of it. */
export interface QueryHeader {
  /** The name or the id of one of the user's connections. */
  readonly connection: string | undefined;
  readonly database: string | undefined;
  readonly description: string | undefined;
}

const keys = ['connection', 'database', 'description'] as const;

/**
 * Reads lines such as `-- lakehouse: connection = Warehouse` from the comments and blank lines with which a text begins.
 * The first line for a key counts; anything else is an ordinary comment. Descriptions of several lines are joined.
 */
export function readQueryHeader(text: string): QueryHeader {
  const found = new Map<string, string[]>();
  for (const line of headerLines(text)) {
    const { key, value } = /^--\s*lakehouse:\s*(?<key>\w+)\s*=\s*(?<value>.*?)\s*$/i.exec(line)?.groups ?? {};
    const name = key?.toLowerCase();
    if (name !== undefined && value !== undefined && value !== '') {
      const values = found.get(name);
      if (!values) {
        found.set(name, [value]);
      } else if (name === 'description') {
        values.push(value);
      }
    }
  }
  const [connection, database, description] = keys.map((key) => found.get(key)?.join(' '));
  return { connection, database, description };
}

/** The text with these lines at its top, instead of those that it had. */
export function withQueryHeader(text: string, header: QueryHeader): string {
  const lines = keys.flatMap((key) => {
    const value = header[key];
    return value === undefined ? [] : [lineComment(`lakehouse: ${key} = ${value.trim()}`)];
  });
  const rest = withoutHeader(text);
  return lines.length === 0 ? rest : `${lines.join('\n')}\n\n${rest}`;
}

function withoutHeader(text: string): string {
  const lines = headerLines(text);
  const kept = lines.filter(
    (line) => !/^--\s*lakehouse:\s*(?:connection|database|description)\s*=/i.test(line),
  );
  if (kept.length === lines.length) {
    return text;
  }
  const rest = text.split(/\r?\n/).slice(lines.length);
  return [...kept, ...rest].join('\n').replace(/^\s*\n/, '');
}

/** The comment lines and blank lines at the top. A header is short, however long the text. */
function headerLines(text: string): readonly string[] {
  const lines = text
    .slice(0, headerLimit)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  const end = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('--'));
  return end < 0 ? lines : lines.slice(0, end);
}

const headerLimit = 10_000;
