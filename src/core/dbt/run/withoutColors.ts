const colors = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** The text of a terminal without the escape sequences that colour it. */
export function withoutColors(text: string): string {
  return text.replace(colors, '');
}
