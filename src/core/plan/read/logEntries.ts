import { scanJson } from '../scanJson';
import { JsonObject } from '../jsonText';
import { textOf } from '../jsonRead';
import { csvRecords } from './csvRecords';
import type { LoggedStatement } from './planReading';
import { type LogLine, syslogLines } from './syslogLines';

/** What auto_explain logged of one statement. */
export interface LogEntry {
  readonly logged: LoggedStatement;
  /** The plan with the statement's text before it, in whichever format the server was told to log. */
  readonly body: string;
  /** One-based line of the log on which the body begins. */
  readonly line: number;
}

/**
 * The plans in a server's log: as it goes to stderr or syslog, as csvlog, or as jsonlog. Undefined when the text is no
 * log with plans in it. Source: auto_explain.c and the manual, "Error Reporting and Logging".
 */
export function logEntries(text: string): readonly LogEntry[] | undefined {
  const head = text.slice(0, 4000).trimStart();
  if (head.startsWith('{')) {
    return /^\{"timestamp": ?"/.test(head) ? jsonEntries(text) : undefined;
  }
  if (!marker.test(text) || head.startsWith('[')) {
    return undefined;
  }
  return csvHead.test(head) ? csvEntries(text) : textEntries(text);
}

/** auto_explain speaks English only; what stands before it may be in any language. */
const marker = /duration: \d+(?:\.\d+)? ms {1,2}plan:/;
const wholeMarker = /duration: (\d+(?:\.\d+)?) ms {1,2}plan:[ \t]*(?:\r?\n|$)/;
const csvHead = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [^,"\n]*,/;
const timestamp = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: [A-Z]{2,5}|[+-]\d\d(?::?\d\d)?|Z)?/;
/** Without a year. */
const syslogTime = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/;

function jsonEntries(text: string): readonly LogEntry[] {
  return linesOf(text).flatMap(({ content, line }) => {
    const value = content.includes('plan:') ? scanJson(`${content} `).values[0] : undefined;
    const message = value instanceof JsonObject ? textOf(value, 'message') : undefined;
    if (!(value instanceof JsonObject) || message === undefined) {
      return [];
    }
    return entryOf(message, line, {
      at: textOf(value, 'timestamp'),
      user: textOf(value, 'user'),
      database: textOf(value, 'dbname'),
    });
  });
}

/** Columns of csvlog: log_time, user_name, database_name, …, message is the 14th. */
function csvEntries(text: string): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  for (const { fields, line } of csvRecords(text)) {
    const message = fields.find(
      (field) => field.startsWith('duration: ') && marker.test(field.slice(0, 100)),
    );
    if (message !== undefined) {
      const [at, user, database] = fields;
      entries.push(...entryOf(message, line, { at, user, database }));
    }
  }
  return entries;
}

function entryOf(
  message: string,
  line: number,
  who: Pick<LoggedStatement, 'at' | 'user' | 'database'>,
): readonly LogEntry[] {
  const match = wholeMarker.exec(message);
  return match === null
    ? []
    : [
        {
          logged: { ...who, durationMs: Number(match[1]) },
          body: message.slice(match.index + match[0].length),
          line: line + 1,
        },
      ];
}

/** Lines that go on begin with a tab; where the tabs were lost, an entry ends with the line that begins the next one. */
function textEntries(text: string): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  const all = linesOf(text);
  const lines = syslogLines(all) ?? all;
  for (let index = 0; index < lines.length; index++) {
    const head = lines[index]?.content ?? '';
    const match = wholeMarker.exec(head);
    // A statement that is logged may hold the words, too.
    if (match === null || !/^$|:\s+$/.test(head.slice(0, match.index))) {
      continue;
    }
    const body: string[] = [];
    const line = lines[index + 1]?.line ?? (lines[index]?.line ?? 0) + 1;
    const tabbed = lines[index + 1]?.content.startsWith('\t') ?? false;
    while (index + 1 < lines.length) {
      const next = lines[index + 1]?.content ?? '';
      if (tabbed ? !next.startsWith('\t') : beginsEntry(next)) {
        break;
      }
      body.push(tabbed ? next.slice(1) : next);
      index++;
    }
    const prefix = head.slice(0, match.index);
    const who = /([^\s@[\]]+)@([^\s@:[\]]+)/.exec(prefix);
    entries.push({
      logged: {
        at: (timestamp.exec(prefix) ?? syslogTime.exec(prefix))?.[0],
        durationMs: Number(match[1]),
        user: who?.[1],
        database: who?.[2],
      },
      body: body.join('\n'),
      line,
    });
  }
  return entries;
}

function beginsEntry(line: string): boolean {
  return marker.test(line) || (timestamp.exec(line)?.index ?? -1) === 0 || /^\S.*\b[A-Z]+: {2}/.test(line);
}

function linesOf(text: string): readonly LogLine[] {
  return text.split('\n').map((content, index) => ({ content: content.replace(/\r$/, ''), line: index + 1 }));
}
