import type { CommandId } from '../commands';

/** What a person wants to do, and the commands for it. A test holds this against the palette. */
export interface HelpTopic {
  readonly task: string;
  readonly commands: readonly CommandId[];
}

export const helpTopics: readonly HelpTopic[] = [
  {
    task: 'Try it without a server',
    commands: [
      'lakehouse.sandbox.open',
      'lakehouse.sample.openMart',
      'lakehouse.sample.openQuery',
      'lakehouse.sample.explainQuery',
      'lakehouse.sandbox.showLimits',
      'lakehouse.sandbox.stop',
      'lakehouse.sandbox.reset',
      'lakehouse.sandbox.remove',
    ],
  },
  {
    task: 'Connect to a server',
    commands: [
      'lakehouse.connections.add',
      'lakehouse.connections.import',
      'lakehouse.connections.importFile',
      'lakehouse.connections.export',
      'lakehouse.connections.connect',
      'lakehouse.connections.test',
      'lakehouse.connections.edit',
      'lakehouse.connections.duplicate',
      'lakehouse.connections.forgetPassword',
      'lakehouse.connections.remove',
      'lakehouse.connections.disconnect',
      'lakehouse.connections.disconnectAll',
      'lakehouse.connections.moveUp',
      'lakehouse.connections.moveDown',
    ],
  },
  {
    task: 'Find and browse',
    commands: [
      'lakehouse.search',
      'lakehouse.goToObject',
      'lakehouse.openMart',
      'lakehouse.openDependencies',
      'lakehouse.openDiagram',
      'lakehouse.chooseDiagram',
      'lakehouse.convertTable',
      'lakehouse.openPartitions',
      'lakehouse.explorer.selectTopRows',
      'lakehouse.explorer.sampleRows',
      'lakehouse.explorer.countRows',
      'lakehouse.explorer.copySelect',
      'lakehouse.explorer.copyInsert',
      'lakehouse.showDdl',
      'lakehouse.showDdlWithPartitions',
      'lakehouse.explorer.refresh',
    ],
  },
  {
    task: 'Keep an eye on the marts',
    commands: [
      'lakehouse.marts.filter',
      'lakehouse.marts.clearFilter',
      'lakehouse.marts.sortByName',
      'lakehouse.marts.sortBySize',
      'lakehouse.marts.sortByRows',
      'lakehouse.marts.sortByFreshness',
      'lakehouse.marts.measure',
      'lakehouse.marts.chooseTimeColumn',
      'lakehouse.marts.addFavourite',
      'lakehouse.marts.removeFavourite',
      'lakehouse.marts.editTags',
      'lakehouse.marts.refresh',
    ],
  },
  {
    task: 'Write and run SQL',
    commands: [
      'lakehouse.explorer.newQuery',
      'lakehouse.query.runStatement',
      'lakehouse.query.runFile',
      'lakehouse.results.fetchAll',
      'lakehouse.query.cancel',
      'lakehouse.query.chooseConnection',
      'lakehouse.query.allowWrites',
      'lakehouse.query.commit',
      'lakehouse.query.rollback',
      'lakehouse.query.toggleCommitMode',
      'lakehouse.query.runWithTimeout',
      'lakehouse.query.runWithLastValues',
    ],
  },
  {
    task: 'See what a role may see',
    commands: [
      'lakehouse.viewAs.choose',
      'lakehouse.viewAs.countHidden',
      'lakehouse.viewAs.leave',
      'lakehouse.plan.policyCost',
      'lakehouse.rls.matrix',
      'lakehouse.rls.runTests',
    ],
  },
  {
    task: 'Move rows to files',
    commands: [
      'lakehouse.results.export',
      'lakehouse.export.query',
      'lakehouse.export.relation',
      'lakehouse.import.file',
    ],
  },
  {
    task: 'Look back at what was run',
    commands: [
      'lakehouse.history.search',
      'lakehouse.history.filter',
      'lakehouse.history.clearFilter',
      'lakehouse.history.refresh',
      'lakehouse.history.clear',
      'lakehouse.history.startPrivate',
      'lakehouse.history.endPrivate',
    ],
  },
  {
    task: 'Keep queries as files',
    commands: ['lakehouse.saved.save', 'lakehouse.saved.chooseFolder', 'lakehouse.saved.refresh'],
  },
  {
    task: 'Understand a plan',
    commands: [
      'lakehouse.plan.explain',
      'lakehouse.plan.explainAnalyze',
      'lakehouse.plan.explainWithOptions',
      'lakehouse.plan.compare',
      'lakehouse.plan.saveBaseline',
      'lakehouse.plan.checkBaselines',
      'lakehouse.plan.export',
    ],
  },
  {
    task: 'Read a plan from elsewhere',
    commands: [
      'lakehouse.plan.openFile',
      'lakehouse.plan.openClipboard',
      'lakehouse.plan.openText',
      'lakehouse.plan.openLog',
    ],
  },
  {
    task: 'Find holes in row level security',
    commands: ['lakehouse.rowSecurity.check'],
  },
  {
    task: 'Generate SQL that is tried first',
    commands: ['lakehouse.scaffold'],
  },
  {
    task: 'See and change who may do what',
    commands: ['lakehouse.showRights'],
  },
  {
    task: 'Change objects',
    commands: [
      'lakehouse.editSource',
      'lakehouse.explorer.rename',
      'lakehouse.explorer.comment',
      'lakehouse.explorer.analyze',
      'lakehouse.explorer.vacuum',
      'lakehouse.explorer.refreshMaterializedView',
      'lakehouse.explorer.truncate',
      'lakehouse.explorer.drop',
    ],
  },
  { task: 'Let other extensions in', commands: ['lakehouse.api.manageAccess'] },
  { task: 'Get help', commands: ['lakehouse.help', 'lakehouse.showLog'] },
];
