import type { TextRange } from '../../base/textRange';
import type { DbtFinding } from './finding';
import type { DbtProject } from './project/dbtProject';

/** The lines of a text that a range touches, with the range marked: two texts that agree here can be edited alike. */
export function editContext(text: string, { start, end }: TextRange): string {
  const before =
    text
      .slice(0, start)
      .split(/\r\n|[\r\n]/)
      .at(-1) ?? '';
  const after = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  return [before, text.slice(start, end), after].join('\0').replaceAll('\r\n', '\n');
}

/**
 * Findings whose edits know what stood where they edit, so that a file that says something else by then is left alone.
 * @param texts what the checks saw beside dbt_project.yml and profiles.yml, by file
 */
export function withEditContext(
  findings: readonly DbtFinding[],
  { document, profiles }: Pick<DbtProject, 'document' | 'profiles'>,
  texts: ReadonlyMap<string, string>,
): readonly DbtFinding[] {
  const known = [document, ...(profiles ? [profiles.document] : [])];
  const textOf = (file: string) => texts.get(file) ?? known.find((each) => each.file === file)?.text;
  return findings.map((finding) => ({
    ...finding,
    fixes: finding.fixes.map((fix) =>
      fix.kind !== 'edit'
        ? fix
        : {
            ...fix,
            edits: fix.edits.map((edit) => {
              const text = textOf(edit.file);
              return text === undefined ? edit : { ...edit, context: editContext(text, edit.range) };
            }),
          },
    ),
  }));
}
