import type { TextRange } from '../../../base/textRange';
import type { YamlDocument, YamlNode } from '../yaml/yamlNode';

/** The profiles.yml that dbt itself would use for a project, and where it was looked for. */
export interface ProfilesFile {
  readonly document: YamlDocument;
  /** Why dbt takes this file. */
  readonly foundBy: ProfilesSource;
  /** Whether git tracks the file; undefined when that is not known, as git was not asked or is not there. */
  readonly isTracked: boolean | undefined;
}

/** Source: dbt-core, cli/params.py and cli/resolvers.py. In this order. */
export const profilesSources = [
  'setting',
  'DBT_ENGINE_PROFILES_DIR',
  'DBT_PROFILES_DIR',
  'working directory',
  'home',
] as const;
export type ProfilesSource = (typeof profilesSources)[number];

/** One output of a profile, as dbt sees it after Jinja. */
export interface DbtTarget {
  readonly profile: string;
  readonly name: string;
  /** dbt takes this one when it is told no other. */
  readonly isDefault: boolean;
  /** Its key in profiles.yml. */
  readonly place: { readonly file: string; readonly range: TextRange };
  /** By dbt's own name of the field: `pass` is `password` and `dbname` is `database`. Unknown keys by the key as written. */
  readonly fields: ReadonlyMap<string, TargetField>;
}

export interface TargetField {
  /** As written, such as `pass`. */
  readonly key: string;
  readonly keyRange: TextRange;
  readonly node: YamlNode;
  /** What dbt gets after rendering. */
  readonly value: RenderedValue;
}

/** Text stays text unless a filter (`as_number`) or YAML makes something else of it. */
export type RenderedValue =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  /** A password, or what a variable DBT_ENV_SECRET… holds: it is never kept in a target. `readTargetPassword` of the node layer gets it. */
  | { readonly kind: 'secret'; readonly from: SecretOrigin }
  /** A list or a map, where a field wants one value. */
  | { readonly kind: 'structure' }
  /** Jinja that did not render. */
  | ({ readonly kind: 'unrendered' } & Unrendered);

export interface Unrendered {
  /** Why, as a sentence without any value. */
  readonly message: string;
  /** Environment variables that are not set and have no default. */
  readonly missing: readonly string[];
  /** It may render in dbt: it uses what only dbt itself can do. */
  readonly doubtful: boolean;
}

export type SecretOrigin =
  /** Stands in the file as text. */
  | {
      readonly kind: 'text';
      readonly empty: boolean;
      readonly type: SecretType;
      /** Why its Jinja did not render: dbt then takes the text of a `password` as it stands. */
      readonly unrendered?: Unrendered;
    }
  /** Rendered from these environment variables; from none where the Jinja itself holds it. */
  | {
      readonly kind: 'environment';
      readonly variables: readonly string[];
      readonly empty: boolean;
      readonly type: SecretType;
    };

/** dbt takes only text for a password. */
export type SecretType = 'string' | 'number' | 'other';

/** The value of a field as text, as a connection needs it; undefined where it is missing, secret, or did not render. */
export function targetText(target: DbtTarget, field: string): string | undefined {
  const value = target.fields.get(field)?.value;
  return value?.kind === 'value' && value.value !== null ? String(value.value) : undefined;
}

/**
 * The environment variables that the password of a target may be made of, in the order of their names: those that its Jinja
 * names, also while they are not set, and those that it came to otherwise.
 */
export function passwordVariables({ fields }: DbtTarget): readonly string[] {
  const field = fields.get('password');
  if (field?.value.kind !== 'secret') {
    return [];
  }
  const { from } = field.value;
  const text = field.node.kind === 'scalar' ? String(field.node.value) : '';
  const named = [...text.matchAll(/\benv_var\(\s*(?:var\s*=\s*)?(['"])([^'"]*)\1\s*[,)]/g)].map(
    ([, , name = '']) => name,
  );
  return [...new Set([...named, ...(from.kind === 'environment' ? from.variables : [])])].sort();
}

/** Whether dbt gets the same of two readings of a target, wherever it stands in its file. A secret is compared by where it comes from. */
export function sameValues(one: DbtTarget, other: DbtTarget): boolean {
  return (
    one.fields.size === other.fields.size &&
    [...one.fields].every(
      ([key, { value }]) => JSON.stringify(value) === JSON.stringify(other.fields.get(key)?.value),
    )
  );
}
