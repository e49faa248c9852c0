import type { CancelSignal } from '../../../base/cancelSignal';
import type { ProjectSources } from '../../../core/dbt/graph/files/projectSources';
import {
  type DefinitionSummary,
  summarizeDefinitions,
  summarizePython,
  summarizeTemplate,
  type TemplateSummary,
} from '../../../core/dbt/graph/files/templateSummary';
import type { DbtProject, ProjectFile } from '../../../core/dbt/project/dbtProject';
import type { YamlDocument } from '../../../core/dbt/yaml/yamlNode';
import { type FileState, visitFiles } from '../project/visitFiles';
import { readYaml } from '../yaml/readYaml';

/** What the files of a project say, and when each of them was written: a file that is as it was is not read again. */
export interface KeptSources extends ProjectSources {
  /** By their paths from the project's folder. */
  readonly files: ReadonlyMap<string, KeptFile>;
}

interface KeptFile extends FileState {
  readonly template?: TemplateSummary | undefined;
  readonly definitions?: readonly DefinitionSummary[] | undefined;
  readonly document?: YamlDocument | undefined;
}

/**
 * Reads the files of a project. A file that is gone or cannot be read says nothing.
 * @param kept what was read the last time; where the files say the same as then, the maps are the same ones
 * @param openText the text of a file that is open and not saved yet. It counts for YAML; a model is what was saved
 * @throws CancelledError after an abort
 */
export async function readProjectSources(
  project: Pick<DbtProject, 'files'>,
  signal: CancelSignal,
  kept?: KeptSources,
  openText: (file: string) => string | undefined = () => undefined,
): Promise<KeptSources> {
  const read = new Map<string, KeptFile>();
  await visitFiles(
    project.files.map((file) => {
      const { relative } = file;
      const before = kept?.files.get(relative);
      const open = file.kind === 'properties' ? openText(file.file) : undefined;
      const isKnown = ({ size, writtenAt }: FileState) =>
        open === undefined && before?.size === size && before.writtenAt === writtenAt;
      return {
        file: file.file,
        wants: (state) => file.kind !== 'seed' && open === undefined && !isKnown(state),
        take: (found, text) => {
          // What is not saved is no state of the file, so the file is read when it is closed.
          const state = open === undefined ? found : { ...found, size: -1 };
          const again = () => readAgain(file, state, open ?? text ?? '', before);
          read.set(relative, before && isKnown(found) ? before : again());
        },
      };
    }),
    signal,
  );
  const pick = <Value>(
    before: ReadonlyMap<string, Value> | undefined,
    of: (file: KeptFile | undefined) => Value | undefined,
  ): ReadonlyMap<string, Value> => {
    const said = new Map<string, Value>();
    for (const { relative } of project.files) {
      const value = of(read.get(relative));
      if (value !== undefined) {
        said.set(relative, value);
      }
    }
    return before && isSame(before, said) ? before : said;
  };
  return {
    files: read,
    templates: pick(kept?.templates, (file) => file?.template),
    definitions: pick(kept?.definitions, (file) => file?.definitions),
    documents: pick(kept?.documents, (file) => file?.document),
  };
}

/** Whether two readings say the same about every file, although files may have been written in between. */
export function saysTheSame(one: KeptSources, other: KeptSources): boolean {
  return (
    one.templates === other.templates &&
    one.definitions === other.definitions &&
    one.documents === other.documents &&
    one.files.size === other.files.size &&
    [...one.files.keys()].every((relative) => other.files.has(relative))
  );
}

/** Most edits change nothing that dbt hears: then what was read is kept, and with it what was made of it. */
function readAgain(file: ProjectFile, state: FileState, text: string, kept: KeptFile | undefined): KeptFile {
  const said = summaryOf(file, text);
  const { template, definitions, document } = kept ?? {};
  const same = kept !== undefined && fingerprint(said) === fingerprint({ template, definitions, document });
  return { ...state, ...(same ? { template, definitions, document } : said) };
}

function fingerprint({ document, ...said }: Partial<KeptFile>): string {
  const plain = (_: string, value: unknown) =>
    value instanceof Map ? [...(value as Map<string, unknown>)] : value;
  return `${document?.text ?? ''}${JSON.stringify(said, plain)}`;
}

function summaryOf({ kind, file, relative }: ProjectFile, text: string): Omit<KeptFile, keyof FileState> {
  switch (kind) {
    case 'properties':
      return { document: readYaml(file, text) };
    case 'macro':
    case 'snapshot':
      return { definitions: summarizeDefinitions(text) };
    case 'test':
      return { template: summarizeTemplate(text), definitions: summarizeDefinitions(text) };
    case 'seed':
      return {};
    case 'model':
    case 'analysis':
    case 'function':
      return { template: relative.endsWith('.py') ? summarizePython(text) : summarizeTemplate(text) };
  }
}

function isSame<Value>(one: ReadonlyMap<string, Value>, other: ReadonlyMap<string, Value>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}
