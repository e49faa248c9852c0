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
  // What stands in a comment of Jinja is not defined; blanks keep the places.
  const code = text.replace(/\{#.*?#\}/gs, (comment) => ' '.repeat(comment.length));
  return [...code.matchAll(/(\{%[-+]?\s*macro\s+)([A-Za-z_]\w*)/g)].map((match) => {
    const [, before = '', name = ''] = match;
    const start = match.index + before.length;
    return { name, file, range: { start, end: start + name.length } };
  });
}
