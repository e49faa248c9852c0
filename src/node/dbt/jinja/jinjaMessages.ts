/** Where a template stands decides what it may use: only profiles.yml may read DBT_ENV_SECRET… variables. */
export type JinjaContext = 'profile' | 'project';

export interface JinjaTemplate {
  readonly text: string;
  readonly context: JinjaContext;
  /** The value is a password: it is not handed back, only what is known of it. */
  readonly secret: boolean;
}

/** What templates can read. */
export interface JinjaWorld {
  readonly environment: Readonly<Record<string, string>>;
  /** As `--vars` gives them. */
  readonly vars: Readonly<Record<string, unknown>>;
  /** `target` in dbt_project.yml: the fields of the target without its password; profiles.yml has none. */
  readonly target: Readonly<Record<string, unknown>> | undefined;
}

export interface JinjaTask {
  readonly id: number;
  readonly world: JinjaWorld;
  readonly templates: readonly JinjaTemplate[];
}

/** What the thread says once, before any answer: its program is loaded. */
export const jinjaReady = 'ready';

/** The outcome of one template. They come in the order of the task. */
export interface JinjaAnswer {
  readonly id: number;
  readonly outcome: JinjaOutcome;
}

/** None of them holds a secret unless the secret itself was asked for. */
export type JinjaOutcome =
  | {
      readonly kind: 'value';
      readonly value: string | number | boolean | null;
      readonly variables: readonly string[];
    }
  | {
      readonly kind: 'secret';
      readonly type: 'string' | 'number' | 'other';
      readonly empty: boolean;
      readonly variables: readonly string[];
    }
  | { readonly kind: 'structure' }
  | {
      readonly kind: 'failed';
      /** One sentence without any value of the environment. */
      readonly message: string;
      /** Environment variables that are not set and have no default. */
      readonly missing: readonly string[];
      /** It may render in dbt: it uses what we do not have. */
      readonly doubtful: boolean;
    };

/** Whether dbt would hand a text to Jinja at all. Source: dbt/clients/jinja.py */
export function hasJinja(text: string): boolean {
  return /\{[{%#]|[#}%]\}/.test(text);
}
