import { jinjaDefinitions } from '../../../core/dbt/jinja/jinjaDefinitions';
import type { ProjectFile, ProjectMacro } from '../../../core/dbt/project/dbtProject';
import { readText } from '../profiles/findProfiles';

/** The macros that files define, with the place of the name. A file that cannot be read defines none. */
export async function readMacros(files: readonly ProjectFile[]): Promise<readonly ProjectMacro[]> {
  const macros = files.filter(({ kind }) => kind === 'macro');
  const read = await Promise.all(
    macros.map(async ({ file }) => {
      const found = await readText(file);
      return found.kind === 'text' ? macrosOf(file, found.text) : [];
    }),
  );
  return read.flat();
}

function macrosOf(file: string, text: string): readonly ProjectMacro[] {
  return jinjaDefinitions(text)
    .filter(({ kind }) => kind === 'macro')
    .map(({ name, nameRange }) => ({ name, file, range: nameRange }));
}
