import { readFile, stat } from 'node:fs/promises';
import type { DbtFinding } from '../../../core/dbt/finding';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import type { DbtProject } from '../../../core/dbt/project/dbtProject';

/** Larger files are no models that a person writes. */
const largestFile = 1_000_000;

/**
 * The texts of the files that findings are about, by their path from the project's folder: an edit needs them. A file
 * that cannot be read is left out.
 */
export async function fixTexts(
  { files }: DbtProject,
  graph: DbtGraph | undefined,
  findings: readonly DbtFinding[],
): Promise<ReadonlyMap<string, string>> {
  const nodes = findings.flatMap(({ node }) => (node === undefined ? [] : (graph?.nodes.get(node) ?? [])));
  const wanted = new Set(nodes.flatMap(({ file, propertiesFile }) => [file, propertiesFile ?? file]));
  const texts = new Map<string, string>();
  for (const { file, relative } of files) {
    const text = wanted.has(relative) ? await readSmall(file).catch(() => undefined) : undefined;
    if (text !== undefined) {
      texts.set(relative, text);
    }
  }
  return texts;
}

async function readSmall(file: string): Promise<string | undefined> {
  return (await stat(file)).size > largestFile ? undefined : readFile(file, 'utf8');
}
