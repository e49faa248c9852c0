import { parseDocument } from 'yaml';
import type { YamlDocument, YamlProblem } from '../../../core/dbt/yaml/yamlNode';
import { YamlConverter } from './yamlConverter';

/** As `readYaml`, by the library, which knows all of YAML and takes its time for it. */
export function readAnyYaml(file: string, text: string): YamlDocument {
  const source = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const converted = isTooDeep(source) ? undefined : convert(source);
  if (!converted) {
    const message = 'This file is nested too deeply to be read.';
    const range = { start: 0, end: 0 };
    return { file, text, root: undefined, problems: [{ kind: 'syntax', message, range }] };
  }
  const { root, problems, error, unclosed } = converted;
  if (!error) {
    return { file, text, root, problems };
  }
  // A quote without its end runs to the end of the file; it is missing where it began.
  const range = error.code === 'MISSING_CHAR' && unclosed ? unclosed : place(error.pos, text.length);
  // What follows from the first error would be told a second time.
  const others = problems.filter(({ kind }) => kind === 'duplicate');
  return {
    file,
    text,
    root,
    problems: [{ kind: 'syntax', message: syntaxSentence(error.code), range }, ...others],
  };
}

function convert(source: string) {
  try {
    const document = parseDocument(source, {
      version: '1.1',
      // Values are typed by `plainScalar`: nothing but text is wanted here.
      schema: 'failsafe',
      merge: false,
      uniqueKeys: false,
      strict: true,
      prettyErrors: false,
      logLevel: 'error',
    });
    const error = document.errors[0] ?? document.warnings.find(({ code }) => code === 'BAD_DIRECTIVE');
    const problems: YamlProblem[] = [];
    const converter = new YamlConverter(document, source, problems);
    return { root: converter.convert(), problems, error, unclosed: converter.unclosed };
  } catch (error) {
    if (error instanceof RangeError) {
      // The reader calls itself for every level.
      return undefined;
    }
    throw error;
  }
}

/** Brackets within brackets, without looking at quotes: the library takes seconds for a depth that nobody writes. */
function isTooDeep(source: string): boolean {
  let depth = 0;
  for (const [bracket] of source.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > 2000) {
      return true;
    }
  }
  return false;
}

function place([start, end]: readonly [number, number], length: number): YamlProblem['range'] {
  const from = Math.min(start, length);
  return { start: from, end: Math.max(from, Math.min(end, length)) };
}

/** The library's own messages may quote the text, in which a password can stand. */
function syntaxSentence(code: string): string {
  return `dbt cannot read this file: ${sentences[code] ?? 'it is not YAML from here on.'}`;
}

const sentences: Readonly<Partial<Record<string, string>>> = {
  ALIAS_PROPS: 'an alias can have no anchor or tag of its own.',
  BAD_ALIAS: 'the name of an alias or anchor is missing.',
  BAD_COLLECTION_TYPE: 'the tag does not fit what follows it.',
  BAD_DIRECTIVE: 'a line that begins with % is no text here; put it in quotes.',
  BAD_DQ_ESCAPE:
    'text in double quotes has an escape that YAML does not know; write \\\\ for a backslash, or use single quotes.',
  BAD_INDENT: 'the indentation does not fit the lines above.',
  BAD_PROP_ORDER: 'an anchor or tag stands in the wrong place.',
  BAD_SCALAR_START: 'a value cannot begin with this character; put it in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'a map or a text of several lines cannot be a key; a colon may be too many, or quotes are missing.',
  BLOCK_IN_FLOW: 'a block cannot stand between brackets.',
  DUPLICATE_KEY: 'a key is given twice.',
  IMPOSSIBLE: 'it is not YAML from here on.',
  KEY_OVER_1024_CHARS: 'a key is too long; a colon may be too many.',
  MISSING_CHAR: 'a closing quote, bracket or comma, or a blank after a colon, is missing here.',
  MULTILINE_IMPLICIT_KEY:
    'a key cannot go over several lines; a colon may be missing in the line above, or quotes.',
  MULTIPLE_ANCHORS: 'a value can have only one anchor.',
  MULTIPLE_DOCS: 'a second document begins here, and dbt reads only files with one.',
  MULTIPLE_TAGS: 'a value can have only one tag.',
  TAB_AS_INDENT: 'a tab stands where only blanks may indent.',
  TAG_RESOLVE_FAILED: 'its reader does not know this tag.',
  UNEXPECTED_TOKEN: 'something stands here that YAML does not expect; quotes may be missing.',
};
