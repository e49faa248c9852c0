import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../base/disposable';
import type { TextRange } from '../../../base/textRange';
import { placeInModel } from '../../../core/dbt/compile/placeInModel';
import type { NodeRun } from '../../../core/dbt/graph/runState';
import {
  compiledFile,
  placeOfQuoted,
  quotedPlace,
  serverWords,
  templateError,
} from '../../../core/dbt/run/dbtErrors';
import { withoutColors } from '../../../core/dbt/run/withoutColors';
import { liesIn } from '../../../node/liesIn';
import { openDocument } from '../../query/sqlDocuments';
import { dbtSource } from '../dbtProblems';

/** A model as it was when its SQL was made. */
export interface ModelSource {
  readonly uri: vscode.Uri;
  readonly text: string;
}

/** An error that is shown in a model, and where it was found. */
interface Mark {
  readonly message: string;
  readonly range: TextRange;
  /** The place in the SQL that was sent, where there is a document of it. */
  readonly sent?: vscode.Location;
}

const unknownPlace: TextRange = { start: 0, end: 0 };

/**
 * Shows in models what the server says of their compiled SQL: of what was run or explained in an editor that we made of a model,
 * and of what dbt ran itself. An edit of the model removes its mark, as does the next attempt.
 */
export class CompiledErrors implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly marks = this.owned.add(vscode.languages.createDiagnosticCollection('lakehouse-dbt-sql'));
  /** By the document of the compiled SQL. */
  private readonly sources = new Map<string, ModelSource>();

  constructor() {
    this.owned.add(
      vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.forEach((uri) => this.look(uri))),
    );
    this.owned.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) {
          this.marks.delete(document.uri);
        }
      }),
    );
    this.owned.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.sources.delete(uri.toString())));
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** From now on, what is marked in a document of compiled SQL is marked in its model, too. */
  follow(compiled: vscode.Uri, source: ModelSource): void {
    this.sources.set(compiled.toString(), source);
    this.marks.delete(source.uri);
    this.look(compiled);
  }

  /** Forgets what was said of the models of a project. */
  clear(root: string): void {
    const files: vscode.Uri[] = [];
    this.marks.forEach((uri) => files.push(uri));
    files.filter(({ fsPath }) => liesIn(fsPath, root)).forEach((uri) => this.marks.delete(uri));
  }

  /** Marks what dbt could not make SQL of, from what it printed. */
  async notCompiled(root: string, printed: string): Promise<void> {
    const found = templateError(withoutColors(printed));
    const file = found && path.resolve(root, found.file);
    if (!found || !file || !liesIn(file, root)) {
      return;
    }
    const text = await textOf(file);
    this.mark(
      { uri: vscode.Uri.file(file), text },
      { message: `dbt: ${found.message}`, range: found.place(text) },
    );
  }

  /** Marks what the server refused while dbt ran a node. */
  async notRun(root: string, file: string, { message = '' }: NodeRun): Promise<void> {
    const quoted = quotedPlace(message);
    const compiled = compiledFile(message);
    const sqlFile = compiled === undefined ? undefined : path.resolve(root, compiled);
    if (!quoted || !sqlFile || !liesIn(sqlFile, root)) {
      return;
    }
    const uri = vscode.Uri.file(path.join(root, file));
    const [text, sql] = await Promise.all([textOf(uri.fsPath), textOf(sqlFile)]);
    this.show({ uri, text }, sql, { message: serverWords(message), range: placeOfQuoted(sql, quoted) });
  }

  private look(uri: vscode.Uri): void {
    const source = this.sources.get(uri.toString());
    const document = openDocument(uri);
    if (!source || !document) {
      return;
    }
    const said = vscode.languages.getDiagnostics(uri).find((each) => each.source === 'PostgreSQL');
    if (!said) {
      this.marks.delete(source.uri);
      return;
    }
    const range = { start: document.offsetAt(said.range.start), end: document.offsetAt(said.range.end) };
    const sent = new vscode.Location(uri, said.range);
    this.show(source, document.getText(), { message: said.message, range, sent });
  }

  private show(
    source: ModelSource,
    sql: string,
    { message, range, sent }: Omit<Mark, 'range'> & { readonly range: TextRange | undefined },
  ): void {
    const place = range && placeInModel(source.text, sql, range);
    const remark =
      place === undefined
        ? '\nIts place in the model cannot be told: dbt made this part of the SQL.'
        : place.kind === 'template'
          ? `\nIn the SQL that the template here writes.${notBuilt(message)}`
          : '';
    const mark = { message: `${message}${remark}`, range: place?.range ?? unknownPlace };
    this.mark(source, { ...mark, ...(sent && { sent }) });
  }

  /** A model that has another text by now is left alone. */
  private mark({ uri, text }: ModelSource, { message, range, sent }: Mark): void {
    const document = openDocument(uri);
    if (document && document.getText() !== text) {
      return;
    }
    const diagnostic = new vscode.Diagnostic(rangeOf(text, range), message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = dbtSource;
    if (sent) {
      const related = new vscode.DiagnosticRelatedInformation(sent, 'The place in the compiled SQL');
      diagnostic.relatedInformation = [related];
    }
    this.marks.set(uri, [diagnostic]);
  }
}

/** What a relation that is missing most often means. */
function notBuilt(message: string): string {
  return /^relation ".*" does not exist/.test(message)
    ? ' It is not built on this target: build the model with its parents.'
    : '';
}

/** As a document counts lines, for files that are not open. */
function rangeOf(text: string, { start, end }: TextRange): vscode.Range {
  const at = (offset: number) => {
    const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
    return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
  };
  return new vscode.Range(at(start), at(end));
}

async function textOf(file: string): Promise<string> {
  return openDocument(vscode.Uri.file(file))?.getText() ?? (await readFile(file, 'utf8').catch(() => ''));
}
