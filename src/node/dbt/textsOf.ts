import { readFile } from 'node:fs/promises';
import type { DbtFinding } from '../../core/dbt/finding';
import type { DbtProject } from '../../core/dbt/project/dbtProject';

/**
 * The texts of the files that findings stand in, as they were checked: those that were read with the project, else those of
 * editors, else the files. A file that cannot be read is left out.
 */
export async function textsOf(
  project: DbtProject,
  findings: readonly DbtFinding[],
  openText: (file: string) => string | undefined = () => undefined,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map([[project.document.file, project.document.text]]);
  if (project.profiles) {
    texts.set(project.profiles.document.file, project.profiles.document.text);
  }
  for (const { place } of findings) {
    if (place && !texts.has(place.file)) {
      const text = openText(place.file) ?? (await readFile(place.file, 'utf8').catch(() => undefined));
      if (text !== undefined) {
        texts.set(place.file, text);
      }
    }
  }
  return texts;
}
