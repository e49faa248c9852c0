import type { Complaint } from '../locateProblems';
import { JsonArray, JsonObject, type JsonText } from '../jsonText';
import { listProperties, propertyOfTag } from './propertyTags';

/**
 * Reads the answers of EXPLAIN (FORMAT XML) into the values that the JSON format would hold, in one pass without
 * recursion. It never throws: elements that are not closed end with the text, and closing tags without an element are
 * passed over; both are complained of.
 */
export function scanXml(text: string, complaints: Complaint[]): readonly (JsonArray | JsonObject)[] {
  return new Scanner(text, complaints).run();
}

interface Element {
  readonly tag: string;
  readonly start: number;
  readonly childTags: string[];
  readonly children: JsonText[];
  readonly texts: string[];
}

class Scanner {
  private at = 0;
  private readonly open: Element[] = [];
  private readonly answers: (JsonArray | JsonObject)[] = [];
  private complainedOfText = false;

  constructor(
    private readonly text: string,
    private readonly complaints: Complaint[],
  ) {}

  run(): readonly (JsonArray | JsonObject)[] {
    const { text } = this;
    while (this.at < text.length) {
      const tag = text.indexOf('<', this.at);
      const end = tag < 0 ? text.length : tag;
      this.takeText(text.slice(this.at, end), this.at);
      this.at = end;
      if (tag >= 0) {
        this.takeTag();
      }
    }
    if (this.open.length > 0) {
      const message = 'The plan ends here before it is complete. Everything before this place is shown.';
      this.complaints.push({ offset: text.length, message });
    }
    while (this.open.length > 0) {
      this.close(text.length);
    }
    return this.answers;
  }

  private takeText(content: string, offset: number): void {
    const element = this.open.at(-1);
    if (element) {
      element.texts.push(content);
    } else if (content.trim() !== '' && !this.complainedOfText) {
      this.complainedOfText = true;
      const blank = content.length - content.trimStart().length;
      const message = 'The text from here is no part of a plan and was left out.';
      this.complaints.push({ offset: offset + blank, message });
    }
  }

  private takeTag(): void {
    const { text } = this;
    const start = this.at;
    for (const [opening, closing] of passedOver) {
      if (text.startsWith(opening, start)) {
        const end = text.indexOf(closing, start);
        this.at = end < 0 ? text.length : end + closing.length;
        if (opening === cdata) {
          this.open.at(-1)?.texts.push(text.slice(start + cdata.length, end < 0 ? text.length : end));
        }
        return;
      }
    }
    const end = text.indexOf('>', start);
    this.at = end < 0 ? text.length : end + 1;
    const inside = text.slice(start + 1, end < 0 ? text.length : end);
    if (inside.startsWith('/')) {
      this.closeTag(inside.slice(1).trim(), start);
      return;
    }
    if (end < 0) {
      return;
    }
    const tag = /^[^\s/>]*/.exec(inside)?.[0] ?? '';
    this.open.push({ tag, start, childTags: [], children: [], texts: [] });
    if (inside.endsWith('/')) {
      this.close(this.at);
    }
  }

  /** Elements inside that were not closed end with it. */
  private closeTag(tag: string, offset: number): void {
    const depth = this.open.findLastIndex((element) => element.tag === tag);
    if (depth !== this.open.length - 1) {
      this.complaints.push({
        offset,
        message: `The tag </${tag.slice(0, 40)}> closes nothing that is open here.`,
      });
    }
    while (depth >= 0 && this.open.length > depth) {
      this.close(this.at);
    }
  }

  private close(end: number): void {
    const element = this.open.pop();
    if (!element) {
      return;
    }
    const parent = this.open.at(-1);
    if (parent && element.tag === 'Target-Tables') {
      moveOut(element, parent);
    }
    if (parent) {
      parent.childTags.push(element.tag);
      parent.children.push(valueOf(element, end));
    } else if (element.tag === 'explain') {
      this.answers.push(answerOf(element, end));
    }
  }
}

const cdata = '<![CDATA[';
const passedOver = [
  ['<!--', '-->'],
  ['<?', '?>'],
  [cdata, ']]>'],
] as const;

function valueOf(element: Element, end: number): JsonText {
  const { tag, start, childTags, children, texts } = element;
  if (isList(element)) {
    const list = new JsonArray(start);
    list.items.push(...children);
    list.end = end;
    return list;
  }
  if (children.length === 0) {
    return decode(texts.join(''));
  }
  const object = new JsonObject(start);
  object.end = end;
  childTags.forEach((name, index) => {
    object.keys.push(tag === 'Settings' ? name : propertyIn(childTags, index));
    object.values.push(children[index] ?? null);
  });
  nameSortSpaces(object);
  return object;
}

/** Of an incremental sort the tags do not tell the groups apart: those sorted in full come first. */
function propertyIn(childTags: readonly string[], index: number): string {
  const tag = childTags[index] ?? '';
  if (tag !== 'Incremental-Sort-Groups') {
    return propertyOfTag(tag);
  }
  return childTags.indexOf(tag) === index ? 'Full-sort Groups' : 'Pre-sorted Groups';
}

/** Nor do they tell memory from disk, of which the methods of sorting know. */
function nameSortSpaces(object: JsonObject): void {
  const methods = object.get('Sort Methods Used');
  const items = methods instanceof JsonArray ? methods.items : [];
  const inMemory = items.some((item) => typeof item === 'string' && !item.startsWith('external'));
  object.keys.forEach((key, index) => {
    if (key === 'Sort Space') {
      const isMemory = inMemory && object.keys.indexOf(key) === index;
      object.keys[index] = isMemory ? 'Sort Space Memory' : 'Sort Space Disk';
    }
  });
}

/** Servers 15 to 18 write the tuple counts of MERGE on a partitioned table into the list of its tables. */
function moveOut(list: Element, owner: Element): void {
  list.childTags.forEach((tag, index) => {
    if (tag !== 'Target-Table') {
      owner.childTags.push(tag);
      owner.children.push(list.children[index] ?? null);
    }
  });
  const tables = list.children.filter((_, index) => list.childTags[index] === 'Target-Table');
  list.childTags.length = 0;
  list.children.length = 0;
  for (const table of tables) {
    list.childTags.push('Target-Table');
    list.children.push(table);
  }
}

/** A list holds `Item`s, or what it is called after: `Plan`s in `Plans`. */
function isList({ tag, childTags }: Element): boolean {
  return (
    listProperties.has(propertyOfTag(tag)) ||
    (childTags.length > 0 && childTags.every((child) => child === 'Item' || `${child}s` === tag))
  );
}

/** The plans of an answer; auto_explain writes the properties of one plan straight into `explain`. */
function answerOf(element: Element, end: number): JsonArray | JsonObject {
  const { start, childTags, children } = element;
  if (childTags.includes('Plan')) {
    const value = valueOf(element, end);
    return value instanceof JsonObject ? value : new JsonArray(start);
  }
  const answer = new JsonArray(start);
  answer.end = end;
  childTags.forEach((tag, index) => {
    answer.items.push(tag === 'Query' ? (children[index] ?? null) : tag.replaceAll('-', ' '));
  });
  return answer;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return !text.includes('&')
    ? text
    : text.replace(
        /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
        (all, hex?: string, decimal?: string, name?: string) => {
          const code =
            hex !== undefined ? parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : undefined;
          if (code !== undefined) {
            return code <= 0x10ffff ? String.fromCodePoint(code) : all;
          }
          return entities[name ?? ''] ?? all;
        },
      );
}
