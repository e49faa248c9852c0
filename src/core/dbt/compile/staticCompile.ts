import type { TextRange } from '../../../base/textRange';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { callsOfWords } from '../jinja/jinjaCalls';
import { type JinjaToken, jinjaTokens } from '../jinja/jinjaTokens';
import { type JinjaWord, jinjaWords } from '../jinja/jinjaWords';
import type { CompiledPart, CompileMap } from './compileMap';
import { CannotEvaluate, evaluate, isTrue, printed, type StaticValue } from './evaluate';
import { templateScope } from './templateScope';
import type { StaticTarget } from './staticTarget';

export type StaticCompile =
  | {
      readonly kind: 'compiled';
      /** What dbt would make of it in the simple case, without the white space at its ends. */
      readonly sql: string;
      readonly map: CompileMap;
      /** What was taken for granted, as sentences; dbt may see it differently. */
      readonly assumptions: readonly string[];
    }
  | {
      readonly kind: 'cannot';
      /** What is left to dbt, as a sentence. */
      readonly reason: string;
      readonly range: TextRange;
    };

/** What a model is compiled in. */
export interface CompileScope {
  readonly graph: DbtGraph;
  /** Of which the text is; undefined for text that is no model yet: `this` is then not known. */
  readonly node: DbtNode | undefined;
  readonly target: StaticTarget;
}

/**
 * The SQL of a model without dbt, for the simple cases: `ref`, `source`, `this`, `target`, `config`, `var`, comments, raw blocks,
 * `set` with a value and `if` whose condition is made of these. Everything else (loops, macros, filters, ephemeral models)
 * is refused with its place. `is_incremental()` is false, as in the first run. A test compares it with the real dbt.
 */
export function staticCompile(text: string, scope: CompileScope): StaticCompile {
  const compiler = new Compiler(text, scope);
  try {
    return compiler.run();
  } catch (error) {
    if (error instanceof CannotEvaluate) {
      return {
        kind: 'cannot',
        reason: error.reason,
        range: { start: error.range.start, end: error.range.end },
      };
    }
    throw error;
  }
}

/** A block that is open. Blocks other than `if` are only met in branches that are not taken. */
interface OpenBlock {
  readonly keyword: string;
  /** Whether what stands around it is written. */
  readonly outer: boolean;
  /** A branch was taken, so that no other one is. */
  done: boolean;
  readonly token: JinjaToken;
}

/** Lives for one text. */
class Compiler {
  private readonly parts: CompiledPart[] = [];
  private readonly blocks: OpenBlock[] = [];
  private readonly variables = new Map<string, StaticValue>();
  private readonly assumptions = new Set<string>();
  private readonly isTemplate: boolean;
  private sql = '';
  private writing = true;

  constructor(
    private readonly text: string,
    private readonly scope: CompileScope,
  ) {
    this.isTemplate = /\{[{%#]|[#}%]\}/.test(text);
  }

  run(): StaticCompile {
    const tokens = jinjaTokens(this.text);
    tokens.forEach((token, index) => {
      this.take(token, tokens[index - 1], tokens[index + 1]);
    });
    const open = this.blocks.at(-1);
    if (open) {
      throw new CannotEvaluate(`“${open.keyword}” is not closed.`, open.token);
    }
    return { kind: 'compiled', ...trimmed(this.sql, this.parts), assumptions: [...this.assumptions] };
  }

  private take(token: JinjaToken, before: JinjaToken | undefined, after: JinjaToken | undefined): void {
    if (!token.terminated) {
      throw new CannotEvaluate('The template is not closed.', token);
    }
    switch (token.kind) {
      case 'text':
      case 'raw':
        this.copy(token, before?.trimsAfter === true, after?.trimsBefore === true);
        break;
      case 'expression':
        if (this.writing) {
          this.write(this.expression(jinjaWords(this.text, token.inner), token), token);
        }
        break;
      case 'statement':
        this.statement(token);
        break;
      case 'comment':
        break;
    }
  }

  /**
   * Jinja makes every line break a line feed, so a text with others is copied line by line. Text without any template is not given to
   * Jinja at all (dbt_common/clients/jinja.py, get_rendered).
   */
  private copy({ start, end }: TextRange, trimStart: boolean, trimEnd: boolean): void {
    if (!this.writing) {
      return;
    }
    const whole = this.text.slice(start, end);
    const from = trimStart ? start + whole.length - whole.trimStart().length : start;
    const to = Math.max(from, trimEnd ? start + whole.trimEnd().length : end);
    let line = from;
    const lineBreaks = this.isTemplate ? this.text.slice(from, to).matchAll(/\r\n?/g) : [];
    for (const { index, 0: lineBreak } of lineBreaks) {
      const at = from + index;
      this.append(this.text.slice(line, at), { start: line, end: at }, true);
      line = at + lineBreak.length;
      this.append('\n', { start: at, end: line }, false);
    }
    this.append(this.text.slice(line, to), { start: line, end: to }, true);
  }

  private write(written: string, token: TextRange): void {
    this.append(written, { start: token.start, end: token.end }, false);
  }

  private append(written: string, model: TextRange, copied: boolean): void {
    if (written !== '') {
      const start = this.sql.length;
      this.sql += written;
      this.parts.push({ sql: { start, end: this.sql.length }, model, copied });
    }
  }

  private expression(words: readonly JinjaWord[], token: TextRange): string {
    return isConfig(words) ? '' : printed(this.value(words, token), token);
  }

  private value(words: readonly JinjaWord[], token: TextRange): StaticValue {
    const scope = templateScope(this.scope, this.variables, (assumption) => this.assumptions.add(assumption));
    return evaluate(words, scope, token);
  }

  private statement(token: JinjaToken): void {
    const { keyword } = token;
    if (keyword === 'raw' || keyword === 'endraw') {
      return;
    }
    if (blockEnds.has(keyword)) {
      this.close(token);
    } else if (keyword === 'else' || keyword === 'elif') {
      this.branch(token);
    } else if (keyword === 'if' || (!this.writing && opensBlock(this.text, token))) {
      this.open(token);
    } else if (this.writing && keyword === 'set') {
      this.assign(token);
    } else if (this.writing) {
      throw new CannotEvaluate(`“${keyword}” is left to dbt.`, token);
    }
  }

  private open(token: JinjaToken): void {
    const { keyword } = token;
    const taken = this.writing && keyword === 'if' && this.condition(token);
    this.blocks.push({ keyword, outer: this.writing, done: taken, token });
    this.writing = taken;
  }

  private branch(token: JinjaToken): void {
    const block = this.blocks.at(-1);
    if (block === undefined) {
      throw new CannotEvaluate(`“${token.keyword}” stands in no “if”.`, token);
    }
    if (!block.outer) {
      return;
    }
    const taken = !block.done && (token.keyword === 'else' || this.condition(token));
    block.done ||= taken;
    this.writing = taken;
  }

  private close(token: JinjaToken): void {
    const block = this.blocks.pop();
    if (block === undefined || `end${block.keyword}` !== token.keyword) {
      throw new CannotEvaluate(`“${token.keyword}” closes nothing here.`, token);
    }
    this.writing = block.outer;
  }

  private condition(token: JinjaToken): boolean {
    return isTrue(this.value(jinjaWords(this.text, token.inner).slice(1), token));
  }

  /** `set name = value` */
  private assign(token: JinjaToken): void {
    const [, name, equals, ...words] = jinjaWords(this.text, token.inner);
    if (name?.kind !== 'name' || equals?.text !== '=') {
      throw new CannotEvaluate('This “set” is left to dbt.', token);
    }
    this.variables.set(name.text, this.value(words, token));
  }
}

const blockKeywords = [
  ...['if', 'for', 'macro', 'call', 'filter', 'set', 'block', 'snapshot', 'test', 'materialization'],
];
const blockEnds: ReadonlySet<string> = new Set(blockKeywords.map((keyword) => `end${keyword}`));

/** `set` opens a block only without a value. */
function opensBlock(text: string, { keyword, inner }: JinjaToken): boolean {
  const isBlock = blockKeywords.includes(keyword);
  return isBlock && (keyword !== 'set' || !jinjaWords(text, inner).some((word) => word.text === '='));
}

/** `{{ config(…) }}` writes nothing, whatever is in it. */
function isConfig(words: readonly JinjaWord[]): boolean {
  const call = callsOfWords(words).at(-1);
  return (
    call?.name === 'config' && call.range.start === words[0]?.start && call.range.end === words.at(-1)?.end
  );
}

/** dbt strips a file before it renders it; white space that is left at the ends by templates says nothing either. */
function trimmed(sql: string, parts: CompileMap): { readonly sql: string; readonly map: CompileMap } {
  const start = sql.length - sql.trimStart().length;
  const end = Math.max(start, sql.trimEnd().length);
  const map = parts.flatMap((part) => {
    const from = Math.max(part.sql.start, start);
    const to = Math.min(part.sql.end, end);
    const shift = from - part.sql.start;
    const model = part.copied
      ? { start: part.model.start + shift, end: part.model.start + to - part.sql.start }
      : part.model;
    return to <= from ? [] : [{ sql: { start: from - start, end: to - start }, model, copied: part.copied }];
  });
  return { sql: sql.slice(start, end), map };
}
