/** Every setting with its default, as in package.json (`manifest.test.ts` compares them). */
export const settingDefaults = {
  'lakehouse.connections': [] as readonly unknown[],
  'lakehouse.marts.schemas': ['marts', 'mart_*', '*_marts', 'analytics'] as readonly string[],
  'lakehouse.query.rowCap': 10_000,
  'lakehouse.query.codeLens': true,
  'lakehouse.explorer.selectTopRows': 100,
} as const;

export type SettingKey = keyof typeof settingDefaults;
export type SettingValue<K extends SettingKey> = Widen<(typeof settingDefaults)[K]>;

type Widen<T> = T extends number ? number : T extends boolean ? boolean : T extends string ? string : T;
