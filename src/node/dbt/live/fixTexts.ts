import { readFile, stat } from 'node:fs/promises';
import type { DbtFinding } from '../../../core/dbt/finding';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import { hookFiles } from '../../../core/dbt/live/hooks';
import type { DbtProject } from '../../../core/dbt/project/dbtProject';

/** Larger files are no models that a person writes. */
const largestFile = 1_000_000;

/**
 * The texts of the files that findings are about, by their path from the project's folder: an edit needs them. A file
 * that cannot be read is left out. With them come the macros that their hooks call, which say what a run makes anew.
 * @param openText the text that an editor shows of a file
 */
export async function fixTexts(
  project: Pick<DbtProject, 'document' | 'files' | 'macros'>,
  graph: DbtGraph | undefined,
  findings: readonly DbtFinding[],
  openText: (file: string) => string | undefined = () => undefined,
): Promise<ReadonlyMap<string, string>> {
  const nodes = findings.flatMap(({ node }) => (node === undefined ? [] : (graph?.nodes.get(node) ?? [])));
  const wanted = new Set(
    nodes.flatMap((node) => [node.file, node.propertiesFile ?? node.file, ...hookFiles(project, node)]),
  );
  const texts = new Map<string, string>();
  for (const { file, relative } of project.files) {
    const text = wanted.has(relative)
      ? (openText(file) ?? (await readSmall(file).catch(() => undefined)))
      : undefined;
    if (text !== undefined) {
      texts.set(relative, text);
    }
  }
  return texts;
}

async function readSmall(file: string): Promise<string | undefined> {
  // Editors do not count the mark of the byte order.
  return (await stat(file)).size > largestFile
    ? undefined
    : (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
}
