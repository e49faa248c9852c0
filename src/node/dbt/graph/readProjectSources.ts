import { readFile, stat } from 'node:fs/promises';
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
import { readYaml } from '../yaml/readYaml';

/** What the files of a project say, and when each of them was written: a file that is as it was is not read again. */
export interface KeptSources extends ProjectSources {
  readonly files: ReadonlyMap<string, KeptFile>;
  /** When the newest of them was written, in milliseconds since 1970; 0 for a project without files. */
  readonly newest: number;
}

interface KeptFile {
  readonly size: number;
  readonly writtenAt: number;
  readonly template?: TemplateSummary | undefined;
  readonly definitions?: readonly DefinitionSummary[] | undefined;
  readonly document?: YamlDocument | undefined;
}

/**
 * Reads the files of a project. A file that is gone or cannot be read says nothing.
 * @param kept what was read the last time
 * @throws CancelledError after an abort
 */
export async function readProjectSources(
  project: Pick<DbtProject, 'files'>,
  signal: CancelSignal,
  kept?: KeptSources,
): Promise<KeptSources> {
  const files = new Map<string, KeptFile>();
  await Promise.all(
    project.files.map(async (file) => {
      const read = await readFileOf(file, kept?.files.get(file.relative)).catch(() => undefined);
      signal.throwIfAborted();
      if (read) {
        files.set(file.relative, read);
      }
    }),
  );
  const sorted = project.files.flatMap(({ relative }) => {
    const read = files.get(relative);
    return read ? [[relative, read] as const] : [];
  });
  const pick = <Value>(of: (file: KeptFile) => Value | undefined): ReadonlyMap<string, Value> =>
    new Map(
      sorted.flatMap(([relative, file]) => {
        const value = of(file);
        return value === undefined ? [] : [[relative, value] as const];
      }),
    );
  return {
    files,
    newest: sorted.reduce((newest, [, { writtenAt }]) => Math.max(newest, writtenAt), 0),
    templates: pick(({ template }) => template),
    definitions: pick(({ definitions }) => definitions),
    documents: pick(({ document }) => document),
  };
}

async function readFileOf(file: ProjectFile, kept: KeptFile | undefined): Promise<KeptFile> {
  const { size, mtimeMs: writtenAt } = await stat(file.file);
  if (kept?.size === size && kept.writtenAt === writtenAt) {
    return kept;
  }
  const text = file.kind === 'seed' ? '' : await readFile(file.file, 'utf8');
  const said = summaryOf(file, text);
  // Most edits change nothing that dbt hears: then what was read is kept, and with it what was made of it.
  const { template, definitions, document } = kept ?? {};
  const same = kept !== undefined && fingerprint(said) === fingerprint({ template, definitions, document });
  return { size, writtenAt, ...(same ? { template, definitions, document } : said) };
}

function fingerprint({ document, ...said }: Partial<KeptFile>): string {
  const plain = (_: string, value: unknown) =>
    value instanceof Map ? [...(value as Map<string, unknown>)] : value;
  return `${document?.text ?? ''}${JSON.stringify(said, plain)}`;
}

function summaryOf(
  { kind, file, relative }: ProjectFile,
  text: string,
): Omit<KeptFile, 'size' | 'writtenAt'> {
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

/** Whether two readings say the same about every file, although files may have been written in between. */
export function saysTheSame(one: KeptSources, other: KeptSources): boolean {
  return (
    one.files.size === other.files.size &&
    [...one.files].every(([relative, file]) => {
      const again = other.files.get(relative);
      return (
        again?.template === file.template &&
        again?.definitions === file.definitions &&
        again?.document === file.document
      );
    })
  );
}
