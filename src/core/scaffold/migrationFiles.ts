import { UserError } from '../../base/userError';
import { displayName } from '../explorer/displayName';

/** The forms of a migration file. */
export const migrationStyles = ['sql', 'dbmate'] as const;
export type MigrationStyle = (typeof migrationStyles)[number];

export interface MigrationFile {
  readonly name: string;
  readonly text: string;
}

export interface MigrationOptions {
  /** Such as `20261121171500`. */
  readonly stamp: string;
  readonly title: string;
  readonly style: MigrationStyle;
}

/** Statements that run in one transaction, or one that PostgreSQL refuses in any, with what takes them back. */
export interface MigrationPart {
  /** SQL with its remarks. */
  readonly up: string;
  readonly down: string;
  readonly alone: boolean;
  /** For the names of its files, where there are several parts. */
  readonly name?: string;
}

/**
 * Each part as files of its own, whose names sort in the order in which they run; the ways back run in reverse. Plain SQL: one that does it and one that takes
 * it back. dbmate: one with both. It sends each way as one text, which the server runs as one transaction unless it is a
 * single statement, so a part that stands alone cannot share a file.
 * @throws UserError when a line of a name or a text is one that dbmate would take for its own
 */
export function partFiles(
  parts: readonly MigrationPart[],
  { stamp, title, style }: MigrationOptions,
): readonly MigrationFile[] {
  return parts.flatMap((part, place) => {
    const { up, down, alone } = part;
    const ending = parts.length === 1 ? '' : `_${slug(part.name ?? String(place + 1))}`;
    const name = `${secondsAfter(stamp, place)}_${slug(title)}${ending}`;
    if (style === 'sql') {
      return [
        { name: `${name}.up.sql`, text: inTransaction(up, !alone) },
        { name: `${name}.down.sql`, text: inTransaction(down, !alone) },
      ];
    }
    refuseMarks(up, down);
    const option = alone ? ' transaction:false' : '';
    return [
      { name: `${name}.sql`, text: `-- migrate:up${option}\n${up}\n\n-- migrate:down${option}\n${down}\n` },
    ];
  });
}

/** What is said of several files that were written. */
export function orderWords(count: number, style: MigrationStyle): string {
  const order =
    style === 'sql'
      ? 'Those that end in .up.sql run in the order of their names, those that end in .down.sql from the last to the first.'
      : 'dbmate runs them in the order of their names, and takes them back from the last to the first.';
  return `Saved ${count} files. ${order}`;
}

/** psql, which runs such a file, begins no transaction by itself. */
export function inTransaction(text: string, together: boolean): string {
  return together ? `BEGIN;\n\n${text}\n\nCOMMIT;\n` : `${text}\n`;
}

/** A remark ends with its line, so a name must not bring a line break into it. */
export function remark(text: string): string {
  return `-- ${displayName(text)}`;
}

/** Such as `create_partitions`: for a file name, so letters, digits and underlines only. */
export function slug(title: string): string {
  const plain = title.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return plain.replace(/^_+|_+$/g, '').slice(0, 60) || 'scaffold';
}

/** The stamp so many seconds later: a tool runs files in the order of their stamps, and knows them by these. */
function secondsAfter(stamp: string, seconds: number): string {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = (
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(stamp) ?? []
  )
    .slice(1)
    .map(Number);
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second + seconds));
  return time.toISOString().replace(/\D/g, '').slice(0, 14);
}

/** dbmate knows no literals: such a line of a comment in the database would end one way and begin the other. */
function refuseMarks(...texts: readonly string[]): void {
  if (texts.some((text) => /^--\s*migrate:/m.test(text))) {
    throw new UserError(
      'A name or a text has a line that begins with “-- migrate:”, which dbmate takes for its own. Save the migration as plain SQL.',
    );
  }
}
