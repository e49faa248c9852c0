/** Every setting with its default, as in package.json (`manifest.test.ts` compares them). */
export const settingDefaults = {
  'lakehouse.connections': [] as readonly unknown[],
  'lakehouse.marts.layers': {
    marts: ['marts', 'mart', 'mart_*', '*_marts', '*_mart', 'gold'],
    analytics: ['analytics', 'analytics_*', '*_analytics', 'reporting'],
    core: ['core', 'core_*', '*_core', 'warehouse', 'dwh'],
    intermediate: ['intermediate', 'int', 'int_*', '*_intermediate', 'silver'],
    staging: ['staging', 'stg', 'stg_*', '*_staging'],
    raw: ['raw', 'raw_*', '*_raw', 'landing', 'landing_*', 'bronze'],
    metadata: ['metadata', 'metadata_*', '*_metadata'],
  } as Readonly<Record<string, readonly string[]>>,
  'lakehouse.query.rowCap': 100_000,
  'lakehouse.query.sizeCap': 512,
  'lakehouse.query.holdSeconds': 30,
  'lakehouse.query.codeLens': true,
  'lakehouse.query.autocommit': true,
  'lakehouse.query.colorEditor': true,
  'lakehouse.export.guardFormulas': false,
  'lakehouse.format.keywordCase': 'preserve',
  'lakehouse.format.functionCase': 'preserve',
  'lakehouse.format.dataTypeCase': 'preserve',
  'lakehouse.format.indentStyle': 'standard',
  'lakehouse.format.logicalOperatorNewline': 'before',
  'lakehouse.format.expressionWidth': 50,
  'lakehouse.format.denseOperators': false,
  'lakehouse.dbt.languageFeatures': true,
  'lakehouse.explorer.selectTopRows': 100,
  'lakehouse.history.enabled': true,
  'lakehouse.history.keepDays': 90,
  'lakehouse.history.keepSize': 50,
  'lakehouse.history.keepResults': 20,
  'lakehouse.history.keepResultsSize': 100,
  'lakehouse.savedQueries.folder': 'queries',
  'lakehouse.scaffold.migrationStyle': 'sql',
  'lakehouse.scaffold.migrationFolder': 'migrations',
  'lakehouse.dbt.profilesDir': '',
  'lakehouse.dbt.environmentFile': '',
  'lakehouse.dbt.executable': '',
  'lakehouse.dbt.previewRows': 500,
  'lakehouse.dbt.problems': true,
  'lakehouse.dbt.ignoredChecks': [] as readonly string[],
} as const;

export type SettingKey = keyof typeof settingDefaults;
export type SettingValue<K extends SettingKey> = Widen<(typeof settingDefaults)[K]>;

type Widen<T> = T extends number ? number : T extends boolean ? boolean : T extends string ? string : T;
