/** An invisible character that no program prints by chance. */
const marker = '\u2063';

/** Marks and recognises the lines that tests print, among everything that a workbench writes to its console. */
export const testLine = {
  mark: (text: string): string => marker + text,
  /** The text of a marked line; undefined for any other. */
  read: (value: unknown): string | undefined =>
    typeof value === 'string' && value.startsWith(marker) ? value.slice(marker.length) : undefined,
};
