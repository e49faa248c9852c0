import { fuzzyScore } from '../catalog/fuzzy';
import type { HistoryEntry } from './historyEntry';

/** What was typed to find runs: every word must be found. */
export type HistorySearch = readonly string[];

/** Undefined when nothing was typed. */
export function readHistorySearch(typed: string): HistorySearch | undefined {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.length > 0 ? words : undefined;
}

/**
 * How well a run answers a search, 0 for not at all. A word is looked for in the text, the connection, the database, the
 * role, the outcome, the error and the document; in the names at the beginning of the text, letters in their order are
 * enough.
 */
export function historyScore(entry: HistoryEntry, search: HistorySearch): number {
  const haystack = searchText(entry);
  let total = 1;
  for (const word of search) {
    const at = haystack.indexOf(word);
    const score = at < 0 ? nameScore(haystack, word) : isWordStart(haystack, at) ? 600 : 400;
    if (score === 0) {
      return 0;
    }
    total += score;
  }
  return total;
}

/** The best answer among the names at the beginning of the text. */
function nameScore(haystack: string, word: string): number {
  const names = haystack.slice(0, namesLength).match(/[\p{L}\p{N}_.]+/gu) ?? [];
  return names.reduce((best, name) => Math.max(best, fuzzyScore(word, name)), 0);
}

const namesLength = 200;

const texts = new WeakMap<HistoryEntry, string>();

function searchText(entry: HistoryEntry): string {
  const known = texts.get(entry);
  if (known !== undefined) {
    return known;
  }
  const { text, connection, database, role, environment, outcome, code, message, document, extension } =
    entry;
  const parts = [
    ...[text.slice(0, searchedText), connection, database, role, environment, outcomeWords[outcome]],
    ...[code, message, document, extension],
  ];
  const made = parts
    .filter((part) => part !== undefined)
    .join('\n')
    .toLowerCase();
  texts.set(entry, made);
  return made;
}

/** Of a long text so much is searched, in UTF-16 units. */
const searchedText = 20_000;

/** What a person would type to find runs that ended so. */
export const outcomeWords: Readonly<Record<HistoryEntry['outcome'], string>> = {
  done: 'succeeded',
  failed: 'failed error',
  cancelled: 'cancelled',
  lost: 'connection lost',
};

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
}
