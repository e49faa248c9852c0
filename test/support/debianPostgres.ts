import { existsSync } from 'node:fs';
import type { PostgresBinaries } from './postgresBinaries';

const programs = '/usr/lib/postgresql/15/bin';
const extensions = '/usr/share/postgresql/15/extension';

/**
 * The PostgreSQL 15 of Debian, which has what the servers from npm lack: compilation by LLVM, and extensions that are
 * packaged apart, such as HypoPG (`postgresql-15-hypopg`).
 * @param packaged what the package is called after, where that is not the extension's name
 * @returns a reason, where it or the extension is not installed.
 */
export function debianPostgres(extension?: string, packaged = extension): PostgresBinaries | string {
  if (!existsSync(`${programs}/postgres`)) {
    return 'Debian’s PostgreSQL 15 is not installed (package postgresql-15).';
  }
  if (extension !== undefined && !existsSync(`${extensions}/${extension}.control`)) {
    return `The extension ${extension} is not installed for Debian’s PostgreSQL 15 (package postgresql-15-${packaged ?? ''}).`;
  }
  return {
    version: 'debian-15',
    postgres: `${programs}/postgres`,
    initdb: `${programs}/initdb`,
    pgCtl: `${programs}/pg_ctl`,
  };
}
