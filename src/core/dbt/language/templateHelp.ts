/** A name that dbt gives to templates, with what it does in a sentence. Source: docs.getdbt.com, dbt Jinja functions and Postgres configurations. */
export interface NamedHelp {
  readonly name: string;
  readonly help: string;
}

/** A key of `config(…)`. */
export interface ConfigKey extends NamedHelp {
  /** What it can be, where that is a list. */
  readonly values?: readonly string[];
}

export const templateNames: readonly NamedHelp[] = [
  { name: 'ref', help: 'The relation of a model, seed or snapshot; the model then depends on it.' },
  { name: 'source', help: 'The relation of a source: its name, then that of its table.' },
  { name: 'config', help: 'How this model is built.' },
  { name: 'var', help: 'A variable of dbt_project.yml or of --vars, with a default.' },
  { name: 'this', help: 'The relation that this model makes.' },
  { name: 'target', help: 'The target of this run: name, schema, database, user, type, threads.' },
  { name: 'is_incremental', help: 'Whether this run only adds to a table that is there.' },
  { name: 'env_var', help: 'A variable of the environment, with a default.' },
  { name: 'adapter', help: 'What dbt can ask of the database.' },
  { name: 'dbt', help: 'Macros of dbt that write SQL for each database.' },
  { name: 'execute', help: 'False while dbt only reads the project.' },
  { name: 'run_query', help: 'Runs a query while the model is compiled and gives its rows.' },
  { name: 'doc', help: 'A block of documentation.' },
  { name: 'log', help: 'Writes a line to the log of dbt.' },
  { name: 'return', help: 'What a macro gives back.' },
  { name: 'exceptions', help: 'Ends the run with an error, or warns.' },
  { name: 'model', help: 'The node of this model.' },
  { name: 'graph', help: 'All nodes of the project.' },
  { name: 'modules', help: 'Modules of Python: datetime, re, pytz, itertools.' },
  { name: 'invocation_id', help: 'The id of this run of dbt.' },
  { name: 'run_started_at', help: 'When this run of dbt began.' },
];

export const templateStatements: readonly NamedHelp[] = [
  { name: 'if', help: 'Writes what follows when a condition holds, up to endif.' },
  { name: 'elif', help: 'Another condition of an if.' },
  { name: 'else', help: 'What is written when no condition held.' },
  { name: 'endif', help: 'Ends an if.' },
  { name: 'for', help: 'Writes what follows for each item, up to endfor.' },
  { name: 'endfor', help: 'Ends a for.' },
  { name: 'set', help: 'Gives a value a name.' },
  { name: 'endset', help: 'Ends a set without a value.' },
  { name: 'macro', help: 'Defines a macro, up to endmacro.' },
  { name: 'endmacro', help: 'Ends a macro.' },
  { name: 'call', help: 'Calls a macro with a block, up to endcall.' },
  { name: 'endcall', help: 'Ends a call.' },
  { name: 'do', help: 'Evaluates an expression and writes nothing.' },
  { name: 'raw', help: 'Copies what follows as it is, up to endraw.' },
  { name: 'endraw', help: 'Ends a raw block.' },
  { name: 'snapshot', help: 'Defines a snapshot, up to endsnapshot.' },
  { name: 'endsnapshot', help: 'Ends a snapshot.' },
  { name: 'test', help: 'Defines a generic test, up to endtest.' },
  { name: 'endtest', help: 'Ends a generic test.' },
];

const flag = ['true', 'false'];

export const configKeys: readonly ConfigKey[] = [
  {
    name: 'materialized',
    help: 'What the model becomes in the database.',
    values: ['table', 'view', 'incremental', 'materialized_view', 'ephemeral'],
  },
  { name: 'schema', help: 'The custom schema; by default it is put behind the schema of the target.' },
  { name: 'alias', help: 'The name of the relation, where it is not the name of the file.' },
  { name: 'database', help: 'On PostgreSQL it can only be the database of the target.' },
  { name: 'tags', help: 'Words by which models are selected.' },
  { name: 'enabled', help: 'Whether the model is part of the project.', values: flag },
  { name: 'indexes', help: 'Indexes of the table: columns, unique, type.' },
  { name: 'unique_key', help: 'The columns by which an incremental model finds the rows that it replaces.' },
  {
    name: 'incremental_strategy',
    help: 'How an incremental model writes; merge needs PostgreSQL 15.',
    values: ['append', 'delete+insert', 'merge', 'microbatch'],
  },
  {
    name: 'on_schema_change',
    help: 'What an incremental model does when its columns changed.',
    values: ['ignore', 'fail', 'append_new_columns', 'sync_all_columns'],
  },
  {
    name: 'on_configuration_change',
    help: 'What a materialized view does when its configuration changed.',
    values: ['apply', 'continue', 'fail'],
  },
  {
    name: 'full_refresh',
    help: 'Whether an incremental model is always, or never, built anew.',
    values: flag,
  },
  { name: 'unlogged', help: 'A table that a crash of the server empties.', values: flag },
  { name: 'grants', help: 'Roles by privilege, which dbt grants after each build.' },
  { name: 'persist_docs', help: 'Whether descriptions become comments in the database.' },
  { name: 'contract', help: 'Whether columns and types must be those of the YAML file.' },
  { name: 'pre_hook', help: 'SQL that runs before the model.' },
  { name: 'post_hook', help: 'SQL that runs after the model.' },
  { name: 'meta', help: 'Anything of your own.' },
  { name: 'docs', help: 'How the model looks in the documentation.' },
  { name: 'group', help: 'The group that the model belongs to.' },
  { name: 'access', help: 'Who may refer to the model.', values: ['private', 'protected', 'public'] },
];
