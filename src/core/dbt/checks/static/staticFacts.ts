import type { TextRange } from '../../../../base/textRange';
import type { DbtFinding, DbtFix, DbtPlace, DbtSeverity } from '../../finding';
import type { DbtGraph } from '../../graph/dbtGraph';
import { type DbtTarget, type RenderedValue, type TargetField, targetText } from '../../profiles/target';
import type { DbtProject } from '../../project/dbtProject';
import {
  type YamlDocument,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  yamlEntry,
  yamlValue,
} from '../../yaml/yamlNode';

/** What the static checks look at: files alone, no server and no dbt. */
export interface StaticFacts {
  readonly project: DbtProject;
  /** Undefined where it was not read; checks of models are quiet then. */
  readonly graph: DbtGraph | undefined;
  /** The files with properties, such as schema.yml, as far as they were read. */
  readonly documents: readonly YamlDocument[];
}

/** What a check says; the id of the check is put in by `reporter`. */
export interface Told {
  readonly severity: DbtSeverity;
  readonly message: string;
  readonly advice?: string;
  readonly place?: DbtPlace;
  readonly target?: string;
  readonly node?: string;
  readonly fixes?: readonly DbtFix[];
}

/** Makes findings of one check. */
export function reporter(check: string): (told: Told) => DbtFinding {
  return (told) => ({ check, fixes: [], ...told });
}

/** The targets for PostgreSQL; the others are not ours to check. */
export function postgresTargets(project: DbtProject): readonly DbtTarget[] {
  return project.targets.filter((target) => targetText(target, 'type') === 'postgres');
}

/** Where the key of a field stands; where the target's name stands when the field is missing. */
export function keyPlace(target: DbtTarget, field: string): DbtPlace {
  const { file } = target.place;
  const found = target.fields.get(field);
  return { file, range: found ? found.keyRange : target.place.range };
}

/** Where the value of a field stands. */
export function valuePlace(target: DbtTarget, { node, keyRange }: TargetField): DbtPlace {
  const { file } = target.place;
  return { file, range: node.range.end > node.range.start ? node.range : keyRange };
}

/** The text of a file as it stands between two offsets: what an edit has to keep. */
export function sourceText(project: DbtProject, place: DbtPlace): string {
  const documents = [project.document, ...(project.profiles ? [project.profiles.document] : [])];
  const document = documents.find(({ file }) => file === place.file);
  return document?.text.slice(place.range.start, place.range.end) ?? '';
}

/** A text as a value of YAML that is nothing but this text. */
export function yamlScalar(text: string): string {
  const isWord = /^[A-Za-z_][\w.-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return isWord ? text : JSON.stringify(text);
}

export function edit(title: string, place: DbtPlace, text: string): DbtFix {
  return { kind: 'edit', title, edits: [{ ...place, text }] };
}

/** Whether a field has a value that is not null. */
export function isGiven(target: DbtTarget, field: string): boolean {
  const value = target.fields.get(field)?.value;
  return value !== undefined && !(value.kind === 'value' && value.value === null);
}

/** The profile of the project as it stands in profiles.yml; undefined when it is not there. */
export function profileEntry({ profiles, profileName }: DbtProject): YamlEntry | undefined {
  return profileName === undefined ? undefined : yamlEntry(profiles?.document.root, profileName);
}

export function profileValue(project: DbtProject, key: string): YamlNode | undefined {
  return yamlValue(profileEntry(project)?.value, key);
}

export function projectRoot({ document }: DbtProject): YamlMap | undefined {
  return document.root?.kind === 'map' ? document.root : undefined;
}

export function projectPlace({ document }: DbtProject, range: TextRange): DbtPlace {
  return { file: document.file, range };
}

export function profilesPlace({ profiles, document }: DbtProject, range: TextRange): DbtPlace {
  return { file: profiles?.document.file ?? document.file, range };
}

/** Whether a file is broken, so that what seems to be missing may only not have been read. */
export function isBroken(document: YamlDocument | undefined): boolean {
  return document?.problems.some(({ kind }) => kind !== 'duplicate') === true;
}

/** The first line of a file, for what is wrong with the whole of it. */
export const wholeFile: TextRange = { start: 0, end: 0 };

/** A configuration of dbt_project.yml below `models`, `seeds` or `snapshots`, with or without its `+`. */
export interface ProjectConfig {
  /** Without the `+`. */
  readonly name: string;
  readonly entry: YamlEntry;
  /** The folders that lead to it, such as `models`, `shop`, `marts`. */
  readonly path: readonly string[];
}

/** All configurations of one name, such as `schema`, wherever they stand in dbt_project.yml. */
export function projectConfigs(project: DbtProject, name: string): readonly ProjectConfig[] {
  return ['models', 'seeds', 'snapshots'].flatMap((resource) =>
    configsBelow(yamlValue(project.document.root, resource), [resource], name),
  );
}

function configsBelow(
  node: YamlNode | undefined,
  path: readonly string[],
  name: string,
): readonly ProjectConfig[] {
  if (node?.kind !== 'map') {
    return [];
  }
  return node.entries.flatMap((entry) => {
    const plain = entry.key.replace(/^\+/, '');
    const isConfig = entry.key.startsWith('+') || entry.value.kind === 'scalar';
    return isConfig
      ? plain === name
        ? [{ name, entry, path }]
        : []
      : configsBelow(entry.value, [...path, entry.key], name);
  });
}

/** What a value is, in words. */
export function describeValue(value: RenderedValue): string {
  switch (value.kind) {
    case 'value':
      return value.value === null
        ? 'empty'
        : typeof value.value === 'string'
          ? 'text'
          : describeType(value.value);
    case 'secret':
      return value.from.type === 'string'
        ? 'text'
        : value.from.empty
          ? 'empty'
          : value.from.type === 'number'
            ? 'a number'
            : 'no text';
    case 'structure':
      return 'a list or a map';
    case 'unrendered':
      return 'Jinja that does not render';
  }
}

function describeType(value: number | boolean | string): string {
  return typeof value === 'boolean' ? `the truth value ${String(value)}` : `the number ${String(value)}`;
}
