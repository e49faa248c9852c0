/** What the user typed to see fewer marts. */
export interface MartSearch {
  readonly text: string | undefined;
  readonly owner: string | undefined;
  /** The marts must have all of them. */
  readonly tags: readonly string[];
}

/**
 * Reads words such as `loans owner:etl tag:finance tag:"month end"`. Words without a known prefix are looked for in names
 * and comments, together, as they stand. Undefined when nothing is wanted.
 */
export function readMartSearch(typed: string): MartSearch | undefined {
  const words: string[] = [];
  const tags: string[] = [];
  let owner: string | undefined;
  for (const [, prefix, quoted, plain] of typed.matchAll(/(?:(owner|tag):)?(?:"([^"]*)"?|(\S+))/gi)) {
    const word = quoted ?? plain ?? '';
    const kind = prefix?.toLowerCase();
    if (kind === 'owner') {
      owner = word;
    } else if (kind === 'tag') {
      tags.push(word.toLowerCase());
    } else {
      words.push(word);
    }
  }
  const text = words.filter((word) => word !== '').join(' ');
  return text === '' && owner === undefined && tags.length === 0
    ? undefined
    : { text: text === '' ? undefined : text, owner, tags };
}

/** Reads a list of tags as the user types it: separated by commas, without `#`, each once. */
export function readTags(typed: string): readonly string[] {
  const tags = typed.split(',').map((tag) => tag.trim().replace(/^#/, ''));
  return [...new Map(tags.filter((tag) => tag !== '').map((tag) => [tag.toLowerCase(), tag])).values()];
}
