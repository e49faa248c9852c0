import { JsonArray, JsonNumber, JsonObject, type JsonText } from './jsonText';

/**
 * A value as text: a string as it is, anything nested as JSON on one line. It needs no recursion, because a text from
 * elsewhere can be nested as deeply as its writer likes.
 */
export function writeJsonText(value: JsonText): string {
  if (typeof value === 'string') {
    return value;
  }
  const parts: string[] = [];
  const waiting: (JsonText | Written)[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next instanceof Written) {
      parts.push(next.text);
    } else if (next instanceof JsonArray) {
      pushAll(
        waiting,
        '[',
        next.items.map((item) => [item]),
        ']',
      );
    } else if (next instanceof JsonObject) {
      const { keys, values } = next;
      const entries = keys.map((key, index): Piece[] => [
        new Written(`${JSON.stringify(key)}: `),
        values[index] ?? null,
      ]);
      pushAll(waiting, '{', entries, '}');
    } else {
      parts.push(next instanceof JsonNumber ? next.digits : JSON.stringify(next));
    }
  }
  return parts.join('');
}

/** A part of the answer that is written already. */
class Written {
  constructor(readonly text: string) {}
}

type Piece = JsonText | Written;

/** The last in comes out first. */
function pushAll(waiting: Piece[], open: string, items: readonly (readonly Piece[])[], close: string): void {
  waiting.push(new Written(close));
  for (let index = items.length - 1; index >= 0; index--) {
    const pieces = items[index] ?? [];
    for (let piece = pieces.length - 1; piece >= 0; piece--) {
      waiting.push(pieces[piece] ?? null);
    }
    if (index > 0) {
      waiting.push(new Written(', '));
    }
  }
  waiting.push(new Written(open));
}
