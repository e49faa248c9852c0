import { isRecord } from '../../../base/validate';
import { checkDraft, entryDraft } from '../connectionForm';
import type { Draft } from '../draftFields';
import type { ImportedConnection, ImportRead } from './importedConnection';

/** Names the kind of file, so that another JSON file is not taken for one. */
const fileKind = 'lakehouse-connections';

/** A file of connections to hand on, without their secrets: settings entries never hold any. */
export function writeConnectionFile(entries: readonly Draft[]): string {
  return `${JSON.stringify({ kind: fileKind, version: 1, connections: entries }, undefined, 2)}\n`;
}

/**
 * Reads a file of connections, whoever wrote it. A program that the file names, such as a command for the password, is
 * not taken over, because it would run on this machine.
 */
export function readConnectionFile(text: string): ImportRead {
  const entries = entriesOf(text);
  if (entries === undefined) {
    return { value: [], problems: ['This is no file of connections that Lakehouse Postgres has exported.'] };
  }
  const read = entries.map(readEntry);
  return {
    value: read.flatMap((each) => (typeof each === 'string' ? [] : [each])),
    problems: read.flatMap((each) => (typeof each === 'string' ? [each] : [])),
  };
}

/** The connection, or a sentence that says why there is none. */
function readEntry(entry: unknown, index: number): ImportedConnection | string {
  const place = `Connection ${index + 1} of the file`;
  if (!isRecord(entry)) {
    return `${place} is no object.`;
  }
  const programs = Object.keys(entry).filter((key) => /command/i.test(key));
  const harmless = Object.fromEntries(Object.entries(entry).filter(([key]) => !programs.includes(key)));
  const { draft, password, problems } = entryDraft(harmless);
  const { value, problems: faults } = checkDraft(draft);
  if (!value) {
    return `${place}: ${faults.map(({ message }) => message).join(' ')}`;
  }
  return {
    name: value.name,
    draft,
    secret: password === undefined ? { kind: 'none' } : { kind: 'plain', password },
    problems: [
      ...problems,
      ...programs.map((key) => `${key} is left out: a file must not name programs that run on this machine.`),
      ...(value.password === 'environment'
        ? [`It logs in with the environment variable ${value.passwordVariable ?? 'PGPASSWORD'}.`]
        : []),
      ...(value.allowCleartextPassword ? ['It allows the password in clear text.'] : []),
    ],
  };
}

/** An exported file, or a bare list as the settings hold it. */
function entriesOf(text: string): readonly unknown[] | undefined {
  const parsed = parse(text);
  if (Array.isArray(parsed)) {
    return parsed as readonly unknown[];
  }
  const list = isRecord(parsed) ? (parsed['connections'] ?? parsed['lakehouse.connections']) : undefined;
  return Array.isArray(list) ? (list as readonly unknown[]) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
