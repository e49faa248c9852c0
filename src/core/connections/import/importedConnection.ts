import type { ConnectionParts } from '../connectionParts';
import { draftOf } from '../connectionForm';
import type { Draft } from '../draftFields';

/** Where the password of an imported connection is. It is copied only when the user says so. */
export type ImportedSecret =
  | { readonly kind: 'none' }
  /** It stays in the password file. */
  | { readonly kind: 'pgpass' }
  /** It stays in an environment variable. */
  | { readonly kind: 'environment'; readonly variable: string }
  /** It stands in the source itself. */
  | { readonly kind: 'plain'; readonly password: string };

/** A connection that another tool knows. */
export interface ImportedConnection {
  readonly name: string;
  /** The fields for the settings, without a password. */
  readonly draft: Draft;
  readonly secret: ImportedSecret;
  /** Sentences about what was left out. They never quote a password. */
  readonly problems: readonly string[];
}

/** What a source holds, and sentences about the parts of it that could not be read. */
export interface ImportRead {
  readonly value: readonly ImportedConnection[];
  readonly problems: readonly string[];
}

/** A connection whose parts were read from a source, with its password wherever the source has it. */
export function importedFrom(
  name: string,
  parts: ConnectionParts,
  problems: readonly string[],
  secret: ImportedSecret = { kind: 'none' },
): ImportedConnection {
  const { password } = parts;
  const draft = draftOf(parts);
  return {
    name,
    draft: draft['host'] === undefined ? { host: 'localhost', ...draft } : draft,
    secret: password === undefined ? secret : { kind: 'plain', password },
    problems,
  };
}

/** The fields with which the connection is saved; whoever reads the source's own password keeps it elsewhere. */
export function draftWithPasswordSource({ draft, secret }: ImportedConnection): Draft {
  switch (secret.kind) {
    case 'pgpass':
      return { ...draft, password: 'pgpass' };
    case 'environment':
      return secret.variable === 'PGPASSWORD'
        ? { ...draft, password: 'environment' }
        : { ...draft, password: 'environment', passwordVariable: secret.variable };
    case 'plain':
    case 'none':
      return draft;
  }
}
