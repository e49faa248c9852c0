/** A line of a log, with its one-based place in the text. */
export interface LogLine {
  readonly content: string;
  readonly line: number;
}

/** `Nov 21 12:00:02 host postgres[78]: [5-2] #011…`, or with the time as RFC 5424 writes it; journalctl numbers nothing. */
const form =
  /^(?:<\d{1,3}>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) \S+ [\w./-]+\[(\d+)\]: (?:\[\d+-(\d+)\] )?(.*)$/;
const ownTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/;

/**
 * What the server wrote, out of a log that went through syslog, which puts a prefix before every line, cuts long lines
 * in two, and writes tabs as `#011`. Undefined when the text did not come from there.
 * Source: write_syslog() in elog.c.
 */
export function syslogLines(lines: readonly LogLine[]): readonly LogLine[] | undefined {
  if (!lines.slice(0, 20).some(({ content }) => form.test(content))) {
    return undefined;
  }
  // Several processes write at the same time: their messages are taken apart again.
  const messages: LogLine[][] = [];
  const last = new Map<string, LogLine[]>();
  for (const { content, line } of lines) {
    const [, time = '', process, part, raw = ''] = form.exec(content) ?? [];
    if (process === undefined) {
      continue;
    }
    const text = raw.replaceAll('#011', '\t');
    const message = last.get(process);
    const tabbed = text.startsWith('\t');
    const previous = message?.at(-1);
    if (message && previous && (part === undefined ? tabbed : part !== '1')) {
      if (tabbed) {
        message.push({ content: text, line });
      } else {
        message[message.length - 1] = { ...previous, content: previous.content + text };
      }
    } else {
      const begun = [{ content: ownTime.test(text) ? text : `${time} ${text}`, line }];
      messages.push(begun);
      last.set(process, begun);
    }
  }
  return messages.flat();
}
