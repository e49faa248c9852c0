import { addParameter, type RawParameters, toParts } from '../connectionParts';
import { importedFrom, type ImportedConnection, type ImportRead } from './importedConnection';

/**
 * Reads a `pg_service.conf`: sections named after services, `keyword=value` without blanks around `=` and without quotes,
 * `#` begins a comment line. Source: PostgreSQL manual, "The Connection Service File", and libpq's parseServiceFile.
 */
export function readServiceFile(text: string): ImportRead {
  const problems: string[] = [];
  const services: { readonly name: string; readonly raw: RawParameters; readonly problems: string[] }[] = [];
  for (const [index, whole] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = whole.trim();
    const at = `Line ${String(index + 1)}`;
    if (line === '' || line.startsWith('#')) {
      continue;
    }
    if (line.startsWith('[')) {
      services.push({ name: /^\[(.*?)\]?$/.exec(line)?.[1] ?? '', raw: {}, problems: [] });
      continue;
    }
    const service = services.at(-1);
    const [, name, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
    if (service === undefined) {
      problems.push(`${at} stands before the first [service].`);
    } else if (line.startsWith('ldap:')) {
      service.problems.push(`${at} asks an LDAP server, which is not supported.`);
    } else if (name === undefined || value === undefined) {
      service.problems.push(`${at} is no keyword=value.`);
    } else {
      addOnce(service, name, value);
    }
  }
  const value = services.map(({ name, raw, problems: own }): ImportedConnection => {
    const parts = toParts(raw, own);
    return importedFrom(name, parts, own, { kind: 'none' });
  });
  return { value, problems };
}

/** The first value of a keyword counts, as in libpq. */
function addOnce(
  service: { readonly raw: RawParameters; readonly problems: string[] },
  name: string,
  value: string,
): void {
  if (service.raw[name] === undefined) {
    addParameter(service.raw, name, value, service.problems);
  }
}
