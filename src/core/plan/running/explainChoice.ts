/**
 * The options of EXPLAIN that a person can choose, by the version of the server. Source: the manual's page "EXPLAIN" of
 * PostgreSQL 12 to 18.
 */
export const explainOptionNames = [
  'analyze',
  'buffers',
  'timing',
  'wal',
  'serialize',
  'memory',
  'settings',
  'verbose',
  'costs',
  'summary',
  'genericPlan',
] as const;
export type ExplainOptionName = (typeof explainOptionNames)[number];

/** The value of each option, one of its `values`. */
export type ExplainChoice = Readonly<Record<ExplainOptionName, string>>;

export interface ExplainOptionInfo {
  /** As it stands in SQL. */
  readonly keyword: string;
  /** The first `server_version_num` that has it. */
  readonly since: number;
  readonly values: readonly string[];
  /** What it shows, for the form. */
  readonly shows: string;
}

const onOff = ['on', 'off'] as const;

export const explainOptionInfo: Readonly<Record<ExplainOptionName, ExplainOptionInfo>> = {
  analyze: {
    keyword: 'ANALYZE',
    since: 0,
    values: onOff,
    shows: 'Executes the statement, rolls it back, and shows what really happened',
  },
  buffers: {
    keyword: 'BUFFERS',
    since: 0,
    values: onOff,
    shows: 'Blocks that each node found in memory, read and wrote',
  },
  timing: {
    keyword: 'TIMING',
    since: 0,
    values: onOff,
    shows: 'Time of each node; off saves the cost of reading the clock',
  },
  wal: {
    keyword: 'WAL',
    since: 130_000,
    values: ['if it writes', 'on', 'off'],
    shows: 'Records that were written to the write-ahead log',
  },
  serialize: {
    keyword: 'SERIALIZE',
    since: 170_000,
    values: ['off', 'text', 'binary'],
    shows: 'Also converts the rows for sending, and shows what that cost',
  },
  memory: {
    keyword: 'MEMORY',
    since: 170_000,
    values: onOff,
    shows: 'Memory that the planner used',
  },
  settings: {
    keyword: 'SETTINGS',
    since: 120_000,
    values: onOff,
    shows: 'Settings that differ from the defaults and influence the plan',
  },
  verbose: {
    keyword: 'VERBOSE',
    since: 0,
    values: onOff,
    shows: 'Schemas, columns and the work of each parallel worker',
  },
  costs: {
    keyword: 'COSTS',
    since: 0,
    values: onOff,
    shows: 'What the planner expected: costs, rows, widths',
  },
  summary: {
    keyword: 'SUMMARY',
    since: 0,
    values: onOff,
    shows: 'Planning and execution time of the whole statement',
  },
  genericPlan: {
    keyword: 'GENERIC_PLAN',
    since: 160_000,
    values: ['off', 'on'],
    shows: 'Plans parameters such as $1 without values, as a prepared statement may be planned',
  },
};

/** What is sent unless the user chooses otherwise: everything that costs next to nothing. */
export function recommendedChoice(analyze: boolean): ExplainChoice {
  return {
    analyze: analyze ? 'on' : 'off',
    buffers: 'on',
    timing: 'on',
    wal: 'if it writes',
    serialize: 'off',
    memory: 'on',
    settings: 'on',
    verbose: 'on',
    costs: 'on',
    summary: 'on',
    genericPlan: 'off',
  };
}

/** Reads what was stored; whatever is missing or unknown is as recommended. */
export function readChoice(stored: Readonly<Record<string, unknown>>): ExplainChoice {
  const recommended = recommendedChoice(true);
  const entries = explainOptionNames.map((name) => {
    const value = stored[name];
    const isKnown = typeof value === 'string' && explainOptionInfo[name].values.includes(value);
    return [name, isKnown ? value : recommended[name]] as const;
  });
  return Object.fromEntries(entries) as Record<ExplainOptionName, string>;
}

/**
 * The options that mean something together, in the order of a form: those that the server has, and that go with the
 * chosen ANALYZE.
 */
export function offeredOptions(version: number, choice: ExplainChoice): readonly ExplainOptionName[] {
  const analyzes = choice.analyze === 'on';
  return explainOptionNames.filter(
    (name) =>
      version >= explainOptionInfo[name].since &&
      (analyzes ? name !== 'genericPlan' : !onlyAnalyzed.has(name)),
  );
}

/** They tell of an execution. Without one, BUFFERS would tell of the planner's alone, and of zeros for each node. */
const onlyAnalyzed: ReadonlySet<ExplainOptionName> = new Set(['buffers', 'timing', 'wal', 'serialize']);

export interface ChoiceContext {
  /** `server_version_num`. */
  readonly version: number;
  /** The statement is executed; a chosen ANALYZE may be withheld. */
  readonly executes: boolean;
  readonly writes: boolean;
}

/**
 * The options as they stand in the parentheses of EXPLAIN, without FORMAT, by their names in SQL in small letters. What
 * the server does anyway is left out.
 */
export function chosenOptions(choice: ExplainChoice, context: ChoiceContext): ReadonlyMap<string, string> {
  const { version, executes, writes } = context;
  const effective = { ...choice, analyze: executes ? 'on' : 'off' };
  const offered = new Set(offeredOptions(version, effective));
  const sent = new Map<string, string>();
  for (const name of sendingOrder) {
    const value = offered.has(name) ? optionText(name, effective[name], { version, executes, writes }) : '';
    if (value !== '') {
      sent.set(explainOptionInfo[name].keyword.toLowerCase(), value);
    }
  }
  return sent;
}

/** The most telling first, because people read it in the log of their server. */
const sendingOrder: readonly ExplainOptionName[] = [
  ...(['analyze', 'verbose', 'buffers', 'summary', 'settings', 'wal', 'timing', 'serialize'] as const),
  ...(['memory', 'costs', 'genericPlan'] as const),
];

function optionText(
  name: ExplainOptionName,
  value: string,
  { version, executes, writes }: ChoiceContext,
): string {
  const { keyword } = explainOptionInfo[name];
  const isOn = value === 'on' || (value === 'if it writes' && writes);
  if (name === 'serialize') {
    return value === 'off' ? '' : `${keyword} ${value.toUpperCase()}`;
  }
  const isDefault = onByItself.has(name) || (executes && onWithAnalyze(version).has(name));
  if (name !== 'buffers' && isDefault) {
    return isOn ? '' : `${keyword} OFF`;
  }
  return isOn ? keyword : isDefault ? `${keyword} OFF` : '';
}

const onByItself: ReadonlySet<ExplainOptionName> = new Set(['costs']);

/** BUFFERS is named although 18 has it on, so that the text is the same for every server. */
function onWithAnalyze(version: number): ReadonlySet<ExplainOptionName> {
  return new Set(version >= 180_000 ? ['timing', 'summary', 'buffers'] : ['timing', 'summary']);
}
