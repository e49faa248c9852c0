import type { GrantEdit } from '../../src/core/scaffold/grants/grantEdit';
import type { GrantCell } from '../../src/core/scaffold/grants/grantMatrix';
import { sourceWords } from '../../src/core/scaffold/grants/sourceWords';
import { targetWords } from '../../src/core/scaffold/grants/grantTarget';

/** What stands in a cell: a shape for each state, so that colour only repeats it. */
export const marks: Readonly<Record<GrantCell['state'], string>> = {
  granted: '●',
  had: '○',
  partly: '◐',
  none: '',
};

/** `SELECT on core.loans for analyst` */
export function cellTitle({ role, target, privilege }: GrantCell): string {
  return `${privilege} on ${targetWords(target)} for ${role ?? 'everybody (PUBLIC)'}`;
}

/** Where the right comes from, a sentence for each way. */
export function cellLines(cell: GrantCell): readonly string[] {
  return cell.sources.length === 0
    ? ['Not granted.']
    : cell.sources.map((source) => sentence(sourceWords(source)));
}

export function editWords(edit: GrantEdit['change'] | undefined): string {
  return edit === undefined ? '' : edit === 'grant' ? 'Will be granted.' : 'Will be revoked.';
}

/** All of it, for a screen reader. */
export function spokenCell(cell: GrantCell, edit: GrantEdit['change'] | undefined): string {
  return [`${cellTitle(cell)}:`, ...cellLines(cell), editWords(edit)].filter((word) => word !== '').join(' ');
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}
