import { type ReadConnection, toParts } from './connectionParts';
import { normalizeUrl } from './normalizeUrl';
import { looksLikeConninfo, readConninfo } from './readConninfo';
import { looksLikeDotNetString, readDotNetString } from './readDotNetString';
import { readJdbcUrl } from './readJdbcUrl';
import { looksLikePsqlCommand, readPsqlCommand } from './readPsqlCommand';

/**
 * Reads whatever people have at hand about a connection: a URL of libpq, SQLAlchemy or JDBC, `keyword=value`, a
 * connection string of .NET, a psql command line, a line of an `.env` file, or `host:port/database`.
 */
export function normalizeConnection(pasted: string): ReadConnection {
  const text = withoutWrapping(pasted);
  if (text === '') {
    return unreadable('There is nothing to read.');
  }
  if (/^jdbc:(?:postgresql|pgsql):/i.test(text)) {
    return readJdbcUrl(text);
  }
  if (looksLikePsqlCommand(text) && !/^[a-z+]+:\/\//i.test(text)) {
    return readPsqlCommand(text);
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1] ?? /^(jdbc:[a-z0-9]+):/i.exec(text)?.[1];
  if (scheme !== undefined) {
    return readUrl(scheme, text);
  }
  if (looksLikeDotNetString(text)) {
    return readDotNetString(text);
  }
  if (looksLikeConninfo(text)) {
    return readConninfo(text);
  }
  return readPlaceAlone(text);
}

function readUrl(scheme: string, text: string): ReadConnection {
  const read = normalizeUrl(text);
  return read.value === undefined
    ? unreadable(`${scheme} is no scheme of PostgreSQL. A connection URL begins with postgresql://.`)
    : read;
}

/** `db.example.com`, `db.example.com:5433`, `ann@db/lake`: a URL without its beginning. */
function readPlaceAlone(text: string): ReadConnection {
  if (
    /^(?:[^\s@/?#]+@)?(?:\[[0-9a-f:.%]+\]|[\p{L}\p{N}._-]+)(?::\d{1,5})?(?:\/[^\s?#]*)?(?:\?\S*)?$/iu.test(
      text,
    )
  ) {
    return normalizeUrl(`postgresql://${text}`);
  }
  if (/^\/[^\s:]*$/.test(text)) {
    const problems: string[] = [];
    return { value: toParts({ host: text }, problems), problems };
  }
  return unreadable(
    'This is no connection URL, no keyword=value list and no psql command. An example: postgresql://user@host:5432/database',
  );
}

/** Takes off what comes along when a text is copied: quotes, an assignment, invisible characters. */
function withoutWrapping(pasted: string): string {
  const visible = pasted
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replaceAll('\u00a0', ' ')
    .trim();
  const assigned =
    /^(?:export\s+|set\s+|-e\s+|\$env:)?["']?[A-Za-z_][A-Za-z0-9_]*["']?\s*(?:=\s*|:\s+)(["'`]?)((?:[a-z0-9+]+|jdbc:[a-z]+):\/\/[^]*?)\1[,;]?$/i.exec(
      visible,
    )?.[2];
  const bare = assigned ?? visible;
  const quoted = /^(["'`])([^]*)\1[,;]?$/.exec(bare)?.[2];
  return (quoted ?? bare).trim();
}

function unreadable(problem: string): ReadConnection {
  return { value: undefined, problems: [problem] };
}
