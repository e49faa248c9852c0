/** The most bytes that a name can have. */
const nameBytes = 63;

/**
 * The name that PostgreSQL gives to what belongs to a table and is not named, such as `loans_id_seq`: the longer part is
 * cut until all fits. Source: makeObjectName() in PostgreSQL's src/backend/commands/indexcmds.c.
 */
export function defaultObjectName(table: string, column: string, label: string): string {
  const room = nameBytes - label.length - 1 - (column === '' ? 0 : 1);
  let [first, second] = [utf8Length(table), utf8Length(column)];
  while (first + second > room) {
    if (first > second) {
      first--;
    } else {
      second--;
    }
  }
  const parts = [cut(table, first), ...(column === '' ? [] : [cut(column, second)]), label];
  return parts.join('_');
}

/** At most so many bytes, ending with a whole character. */
function cut(name: string, bytes: number): string {
  let length = 0;
  let kept = '';
  for (const character of name) {
    length += utf8Length(character);
    if (length > bytes) {
      break;
    }
    kept += character;
  }
  return kept;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
