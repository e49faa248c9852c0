/** The name of a property in the other formats, and its value. */
export type NodePart = readonly [name: string, value: string | boolean];

/**
 * What the name of a node in the text format says, by the names of the other formats. Source: ExplainNode(),
 * ExplainTargetRel() and ExplainIndexScanDetails() in explain.c of PostgreSQL 12 to 18.
 */
export function nodeNameParts(name: string): readonly NodePart[] {
  const parts: NodePart[] = [];
  let rest = name.trim();
  for (const [word, property] of prefixes) {
    if (rest.startsWith(word)) {
      rest = rest.slice(word.length);
      parts.push([property, true]);
    }
  }
  const { type, action, tail } = splitAction(rest);
  return [['Node Type', type], ...parts, ...action, ...targetParts(type, tail)];
}

const prefixes = [
  ['Parallel ', 'Parallel Aware'],
  ['Async ', 'Async Capable'],
] as const;

/** Whether a text is the name of a node that we know, alone or with its target and figures. */
export function isNodeName(text: string): boolean {
  const rest = text.replace(/^(?:Parallel |Async )/, '');
  const { tail } = splitAction(rest);
  return (
    tail.length < rest.length && isKnown(rest) && /^$|^(?: Backward)? (?:using|on) \S|^ {1,2}\(/.test(tail)
  );
}

function isKnown(text: string): boolean {
  return customScan.test(text) || modification.test(text) || actionPattern.test(text);
}

interface Action {
  readonly type: string;
  readonly action: readonly NodePart[];
  /** What stands after the action, such as ` using i on t`. */
  readonly tail: string;
}

const plainTypes = [
  'Result',
  'ProjectSet',
  'Append',
  'Merge Append',
  'Recursive Union',
  'BitmapAnd',
  'BitmapOr',
  'Seq Scan',
  'Sample Scan',
  'Gather Merge',
  'Gather',
  'Index Scan',
  'Index Only Scan',
  'Bitmap Index Scan',
  'Bitmap Heap Scan',
  'Tid Scan',
  'Tid Range Scan',
  'Subquery Scan',
  'Function Scan',
  'Table Function Scan',
  'Values Scan',
  'CTE Scan',
  'Named Tuplestore Scan',
  'WorkTable Scan',
  'Foreign Scan',
  'Materialize',
  'Memoize',
  'Sort',
  'Incremental Sort',
  'Group',
  'WindowAgg',
  'Unique',
  'LockRows',
  'Limit',
  'Hash',
].sort((a, b) => b.length - a.length);

const joinTypes = 'Left|Full|Right Semi|Right Anti|Right|Semi|Anti';
const join = new RegExp(`^(Nested Loop|Hash|Merge)(?: (${joinTypes}))? Join(?= |$)`);
const nestedLoop = /^Nested Loop(?= |$)/;
const aggregate = /^(?:(Partial|Finalize) )?(Aggregate|GroupAggregate|HashAggregate|MixedAggregate)(?= |$)/;
const setOperation = /^(HashSetOp|SetOp)(?: ((?:Except|Intersect)(?: All)?))?(?= |$)/;
const customScan = /^Custom Scan(?: \(([^)]*)\))?(?= |$)/;
const foreignChange = /^Foreign (Insert|Update|Delete)(?= |$)/;
const modification = /^(Insert|Update|Delete|Merge) on /;
const plain = new RegExp(`^(${plainTypes.join('|')})(?= |$)`);
const actionPattern = new RegExp(
  [join, nestedLoop, aggregate, setOperation, foreignChange, plain]
    .map((pattern) => `(?:${pattern.source})`)
    .join('|'),
);

const strategies: Readonly<Record<string, string>> = {
  Aggregate: 'Plain',
  GroupAggregate: 'Sorted',
  HashAggregate: 'Hashed',
  MixedAggregate: 'Mixed',
};

/** A name that only begins as one that we know is another one. */
function splitAction(text: string): Action {
  const known = isKnown(text) ? knownAction(text) : undefined;
  if (known !== undefined && followsName.test(known.tail)) {
    return known;
  }
  const tail = /(?: Backward)? (?:using|on) (?=\S)/.exec(text)?.index ?? text.length;
  return { type: text.slice(0, tail), action: [], tail: text.slice(tail) };
}

const followsName = /^$|^(?: Backward)? (?:using|on) \S|^ {1,2}\(/;

function knownAction(text: string): Action | undefined {
  const after = (match: RegExpExecArray) => text.slice(match[0].length);
  let match = join.exec(text);
  if (match) {
    const type = match[1] === 'Nested Loop' ? 'Nested Loop' : `${match[1] ?? ''} Join`;
    return { type, action: [['Join Type', match[2] ?? 'Inner']], tail: after(match) };
  }
  match = nestedLoop.exec(text);
  if (match) {
    return { type: 'Nested Loop', action: [['Join Type', 'Inner']], tail: after(match) };
  }
  match = aggregate.exec(text);
  if (match) {
    const action: NodePart[] = [
      ['Strategy', strategies[match[2] ?? ''] ?? 'Plain'],
      ['Partial Mode', match[1] ?? 'Simple'],
    ];
    return { type: 'Aggregate', action, tail: after(match) };
  }
  match = setOperation.exec(text);
  if (match) {
    const strategy: NodePart = ['Strategy', match[1] === 'HashSetOp' ? 'Hashed' : 'Sorted'];
    const command: readonly NodePart[] = match[2] === undefined ? [] : [['Command', match[2]]];
    return { type: 'SetOp', action: [strategy, ...command], tail: after(match) };
  }
  return scanOrChange(text);
}

function scanOrChange(text: string): Action | undefined {
  const after = (match: RegExpExecArray) => text.slice(match[0].length);
  let match = customScan.exec(text);
  if (match) {
    const provider: readonly NodePart[] = match[1] === undefined ? [] : [['Custom Plan Provider', match[1]]];
    return { type: 'Custom Scan', action: provider, tail: after(match) };
  }
  match = foreignChange.exec(text);
  if (match) {
    return { type: 'Foreign Scan', action: [['Operation', match[1] ?? '']], tail: after(match) };
  }
  match = modification.exec(text);
  if (match) {
    const operation = match[1] ?? '';
    return { type: 'ModifyTable', action: [['Operation', operation]], tail: text.slice(operation.length) };
  }
  match = plain.exec(text);
  if (match) {
    const type = match[1] ?? '';
    return { type, action: type === 'Foreign Scan' ? [['Operation', 'Select']] : [], tail: after(match) };
  }
  return undefined;
}

function targetParts(type: string, tail: string): readonly NodePart[] {
  const parts: NodePart[] = [];
  let rest = tail;
  if (/Index (?:Only )?Scan$/.test(type) && type !== 'Bitmap Index Scan') {
    parts.push(['Scan Direction', rest.startsWith(' Backward') ? 'Backward' : 'Forward']);
    rest = rest.replace(/^ Backward/, '');
  }
  if (rest.startsWith(' using ')) {
    const index = readName(rest, ' using '.length);
    parts.push(['Index Name', index.name]);
    rest = rest.slice(index.end);
  }
  return rest.startsWith(' on ') ? [...parts, ...relationParts(type, rest.slice(' on '.length))] : parts;
}

/** Which property the name after `on` is; the name of a relation unless named here. */
const nameProperties: Readonly<Record<string, string>> = {
  'Function Scan': 'Function Name',
  'Table Function Scan': 'Table Function Name',
  'CTE Scan': 'CTE Name',
  'WorkTable Scan': 'CTE Name',
  'Named Tuplestore Scan': 'Tuplestore Name',
  'Bitmap Index Scan': 'Index Name',
};

function relationParts(type: string, text: string): readonly NodePart[] {
  const target = readTarget(text);
  if (type === 'Bitmap Index Scan') {
    return [['Index Name', target.name]];
  }
  if (type === 'Values Scan' || type === 'Subquery Scan') {
    return [['Alias', target.name]];
  }
  return [
    [nameProperties[type] ?? 'Relation Name', target.name],
    ...(target.schema === undefined ? [] : [['Schema', target.schema] as const]),
    // An alias that equals the name is left out in this format only.
    ['Alias', target.alias ?? target.name],
  ];
}

/** `schema.name alias`, each quoted where SQL needs it. */
export function readTarget(text: string): {
  readonly schema: string | undefined;
  readonly name: string;
  readonly alias: string | undefined;
} {
  const first = readName(text, 0);
  const qualified = text.charAt(first.end) === '.';
  const second = qualified ? readName(text, first.end + 1) : first;
  const hasAlias = text.charAt(second.end) === ' ' && second.end + 1 < text.length;
  return {
    schema: qualified ? first.name : undefined,
    name: second.name,
    alias: hasAlias ? readName(text, second.end + 1).name : undefined,
  };
}

/** A name from there on: in quotes with those inside doubled, or up to a blank or a dot. */
function readName(text: string, start: number): { readonly name: string; readonly end: number } {
  if (text.charAt(start) !== '"') {
    const length = text.slice(start).search(/[ .]/);
    const end = length < 0 ? text.length : start + length;
    return { name: text.slice(start, end), end };
  }
  let end = start + 1;
  for (; end < text.length; end++) {
    if (text.charAt(end) === '"') {
      if (text.charAt(end + 1) !== '"') {
        break;
      }
      end++;
    }
  }
  return { name: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
}
