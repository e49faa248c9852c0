/**
 * Every command of the extension. `manifest.test.ts` checks the table both ways against package.json, so that no
 * command lacks a title and none is contributed without an implementation.
 */
export const commandIds = [
  'lakehouse.connections.add',
  'lakehouse.connections.import',
  'lakehouse.connections.edit',
  'lakehouse.connections.remove',
  'lakehouse.connections.test',
  'lakehouse.connections.connect',
  'lakehouse.connections.disconnect',
  'lakehouse.connections.forgetPassword',
  'lakehouse.explorer.refresh',
  'lakehouse.explorer.showMore',
  'lakehouse.explorer.selectTopRows',
  'lakehouse.explorer.copyName',
  'lakehouse.explorer.newQuery',
  'lakehouse.explorer.rename',
  'lakehouse.explorer.comment',
  'lakehouse.explorer.truncate',
  'lakehouse.explorer.drop',
  'lakehouse.explorer.vacuum',
  'lakehouse.explorer.analyze',
  'lakehouse.explorer.refreshMaterializedView',
  'lakehouse.explorer.countRows',
  'lakehouse.explorer.sampleRows',
  'lakehouse.explorer.copySelect',
  'lakehouse.explorer.copyInsert',
  'lakehouse.marts.refresh',
  'lakehouse.marts.sortByName',
  'lakehouse.marts.sortBySize',
  'lakehouse.query.runStatement',
  'lakehouse.query.runFile',
  'lakehouse.query.cancel',
  'lakehouse.query.chooseConnection',
  'lakehouse.query.allowWrites',
  'lakehouse.plan.explain',
  'lakehouse.plan.explainAnalyze',
  'lakehouse.showLog',
] as const;

export type CommandId = (typeof commandIds)[number];
