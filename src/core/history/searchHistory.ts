import { fuzzyScore, letterMask } from '../catalog/fuzzy';
import type { EntryPlan, HistoryEntry } from './historyEntry';

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
  const sought = soughtOf(entry);
  const haystack = sought.text;
  let total = 1;
  for (const word of search) {
    const at = haystack.indexOf(word);
    const score = at < 0 ? nameScore(sought, word) : isWordStart(haystack, at) ? 600 : 400;
    if (score === 0) {
      return 0;
    }
    total += score;
  }
  return total;
}

/** The best answer among the names at the beginning of the text. */
function nameScore(sought: Sought, word: string): number {
  sought.names ??= namesOf(sought.text);
  const wanted = letterMask(word);
  let best = 0;
  for (const { name, mask } of sought.names) {
    if ((wanted & ~mask) === 0) {
      best = Math.max(best, fuzzyScore(word, name));
    }
  }
  return best;
}

const namesLength = 200;

function namesOf(text: string): readonly SoughtName[] {
  const names = new Set(text.slice(0, namesLength).match(/[\p{L}\p{N}_.]+/gu) ?? []);
  return [...names].map((name) => ({ name, mask: letterMask(name) }));
}

/** What is searched of an entry, made when it is first searched. */
interface Sought {
  readonly text: string;
  names: readonly SoughtName[] | undefined;
}

interface SoughtName {
  readonly name: string;
  /** As `letterMask` has it. */
  readonly mask: number;
}

const known = new WeakMap<HistoryEntry, Sought>();

function soughtOf(entry: HistoryEntry): Sought {
  const found = known.get(entry);
  if (found) {
    return found;
  }
  const { text, connection, database, role, environment, outcome, code, message, document, extension } =
    entry;
  const parts = [
    ...[text.slice(0, searchedText), connection, database, role, environment, outcomeWords[outcome]],
    ...[code, message, document, extension, entry.plan && planWords(entry.plan)],
  ];
  const joined = parts.filter((part) => part !== undefined).join('\n');
  const made: Sought = { text: joined.toLowerCase(), names: undefined };
  known.set(entry, made);
  return made;
}

function planWords({ analyzed }: EntryPlan): string {
  return analyzed ? 'plan explain analyze' : 'plan explain';
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
