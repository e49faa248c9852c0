/**
 * The value of a scalar without quotes, as PyYAML's safe loader types it for dbt. It is YAML 1.1 with differences of its own:
 * `y` and `n` are text, and so are `1e3` and `0o17`.
 * Source: PyYAML, resolver.py and constructor.py.
 */
export function plainScalar(text: string): string | number | boolean | null {
  const constant = constants.get(text);
  if (constant !== undefined) {
    return constant;
  }
  return /^[-+.\d]/.test(text) ? (wholeNumber(text) ?? fraction(text) ?? text) : text;
}

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text) => [text, true] as const),
  ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((text) => [text, false] as const),
]);

/** The value of a scalar with one of YAML's own tags, such as `!!int "5"`; undefined when it does not fit the tag. */
export function taggedScalar(tag: string, text: string): string | number | boolean | null | undefined {
  const plain = plainScalar(text);
  switch (tag) {
    case 'tag:yaml.org,2002:str':
    case 'tag:yaml.org,2002:timestamp':
      return text;
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:float':
      return typeof plain === 'number' ? plain : undefined;
    case 'tag:yaml.org,2002:bool':
      return typeof plain === 'boolean' ? plain : undefined;
    case 'tag:yaml.org,2002:null':
      return null;
    default:
      return undefined;
  }
}

const integer =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;

function wholeNumber(text: string): number | undefined {
  if (!integer.test(text)) {
    return undefined;
  }
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  if (digits === '0') {
    return 0;
  }
  if (digits.startsWith('0b') || digits.startsWith('0x')) {
    return sign * Number(digits);
  }
  if (digits.startsWith('0')) {
    return sign * parseInt(digits, 8);
  }
  return sign * sexagesimal(digits);
}

const decimal =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;

function fraction(text: string): number | undefined {
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) {
    return text.startsWith('-') ? -Infinity : Infinity;
  }
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) {
    return NaN;
  }
  if (!decimal.test(text)) {
    return undefined;
  }
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * sexagesimal(text.replace(/^[-+]/, '').replaceAll('_', ''));
}

/** `1:30` is ninety, as times of the day once were. */
function sexagesimal(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
