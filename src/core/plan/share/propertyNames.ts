import type { BufferCounts, IoTimes, WalCounts } from '../planModel';

/** The properties of a node that are texts or truth values, as FORMAT JSON calls them. */
export const nodeNames = {
  texts: [
    ['nodeType', 'Node Type'],
    ['strategy', 'Strategy'],
    ['partialMode', 'Partial Mode'],
    ['operation', 'Operation'],
    ['relationship', 'Parent Relationship'],
    ['subplanName', 'Subplan Name'],
    ['customPlanProvider', 'Custom Plan Provider'],
    ['scanDirection', 'Scan Direction'],
    ['indexName', 'Index Name'],
    ['relation', 'Relation Name'],
    ['functionName', 'Function Name'],
    ['tableFunctionName', 'Table Function Name'],
    ['cteName', 'CTE Name'],
    ['tuplestoreName', 'Tuplestore Name'],
    ['schema', 'Schema'],
    ['alias', 'Alias'],
    ['joinType', 'Join Type'],
    ['command', 'Command'],
  ],
  flags: [
    ['parallelAware', 'Parallel Aware'],
    ['disabled', 'Disabled'],
    ['innerUnique', 'Inner Unique'],
  ],
} as const;

export const bufferNames: Readonly<Record<keyof BufferCounts, string>> = {
  sharedHit: 'Shared Hit Blocks',
  sharedRead: 'Shared Read Blocks',
  sharedDirtied: 'Shared Dirtied Blocks',
  sharedWritten: 'Shared Written Blocks',
  localHit: 'Local Hit Blocks',
  localRead: 'Local Read Blocks',
  localDirtied: 'Local Dirtied Blocks',
  localWritten: 'Local Written Blocks',
  tempRead: 'Temp Read Blocks',
  tempWritten: 'Temp Written Blocks',
};

/** As version 17 and later call them. */
export const ioNames: Readonly<Record<keyof IoTimes, string>> = {
  sharedRead: 'Shared I/O Read Time',
  sharedWrite: 'Shared I/O Write Time',
  localRead: 'Local I/O Read Time',
  localWrite: 'Local I/O Write Time',
  tempRead: 'Temp I/O Read Time',
  tempWrite: 'Temp I/O Write Time',
};

export const walNames: Readonly<Record<keyof WalCounts, string>> = {
  records: 'WAL Records',
  fullPageImages: 'WAL FPI',
  bytes: 'WAL Bytes',
  buffersFull: 'WAL Buffers Full',
};
