import { nodeFields } from '../nodeFields';

/** Properties whose names hold more than letters and blanks, besides those that the model names. */
const otherNames = [
  'One-Time Filter',
  'I/O Read Time',
  'I/O Write Time',
  'Shared I/O Read Time',
  'Shared I/O Write Time',
  'Local I/O Read Time',
  'Local I/O Write Time',
  'Temp I/O Read Time',
  'Temp I/O Write Time',
];

/**
 * The name of a property from its tag in the XML format, where everything but letters, digits, `.`, `_` and `-` became a
 * `-`. Source: ExplainXMLTag() in explain.c.
 */
export function propertyOfTag(tag: string): string {
  return known.get(tag) ?? tag.replaceAll('-', ' ');
}

const known: ReadonlyMap<string, string> = new Map(
  [...nodeFields.keys(), ...otherNames].map((name) => [name.replace(/[^A-Za-z0-9_.-]/g, '-'), name]),
);

/** Properties whose value is a list, also when there is nothing in it. */
export const listProperties: ReadonlySet<string> = new Set([
  'Plans',
  'Triggers',
  'Workers',
  'Target Tables',
  'Output',
  'Group Key',
  'Hash Key',
]);
