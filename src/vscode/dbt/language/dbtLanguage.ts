import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../base/disposable';
import { projectVariables } from '../../../core/dbt/compile/staticTarget';
import { columnCompletions, columnPlace } from '../../../core/dbt/language/columnCompletions';
import {
  type CompletionKind,
  type DbtCompletion,
  templateCompletions,
} from '../../../core/dbt/language/completions';
import { definitionAt } from '../../../core/dbt/language/definitionAt';
import { nodeAt, nodeHover } from '../../../core/dbt/language/nodeHover';
import type { RelationAnswer } from '../../../core/dbt/language/relationAnswer';
import { nodeOfColumns, yamlNameCompletions, yamlNamePlace } from '../../../core/dbt/language/yamlNames';
import type { DbtNode } from '../../../core/dbt/graph/dbtGraph';
import { nodeOfFile } from '../../../core/dbt/refs/graphNames';
import { onDidChangeSetting, readSetting } from '../../settings';
import {
  type LanguageParts,
  type ModelDocument,
  documentAt,
  modelSelector,
  projectDocument,
  rangeIn,
  yamlSelector,
} from './languageParts';
import { KnownPackages, macroName } from './knownPackages';
import { ModelMarks } from './modelMarks';
import { macroPlace, nodePlace, referencesTo } from './modelPlaces';
import { RelationAnswers } from './relationAnswers';

const setting = 'lakehouse.dbt.languageFeatures';

/** Relations whose columns are asked for at most, for one completion. */
const mostRelations = 8;

/** Hover, completion, definitions, references and marks in the models of dbt projects, unless the setting says otherwise. */
export class DbtLanguage implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly answers: RelationAnswers;
  private readonly packages = new KnownPackages();
  private providers: vscode.Disposable | undefined;

  constructor(private readonly parts: LanguageParts) {
    this.answers = new RelationAnswers(parts.connected);
    this.owned.add(onDidChangeSetting([setting], () => this.follow()));
    this.follow();
  }

  dispose(): void {
    this.providers?.dispose();
    this.owned.dispose();
  }

  private follow(): void {
    this.providers?.dispose();
    this.providers = readSetting(setting) ? this.register() : undefined;
  }

  private register(): vscode.Disposable {
    const { languages } = vscode;
    const selector = [...modelSelector, ...yamlSelector];
    const marks = new ModelMarks(this.parts);
    return vscode.Disposable.from(
      marks,
      languages.registerHoverProvider(selector, {
        provideHover: (document, position) =>
          this.about(document, position, 'hovering in a model', (model, offset) => this.hover(model, offset)),
      }),
      languages.registerCompletionItemProvider(
        modelSelector,
        {
          provideCompletionItems: (document, position) =>
            this.about(document, position, 'completing in a model', (model, offset) =>
              this.complete(model, offset),
            ),
        },
        ...["'", '"', '(', '.', '{', '%', '='],
      ),
      languages.registerCompletionItemProvider(
        yamlSelector,
        {
          provideCompletionItems: (document, position) =>
            this.parts.runner.quietly('completing in YAML', undefined, () =>
              this.completeYaml(document, document.offsetAt(position)),
            ),
        },
        ...["'", '"', '(', ' '],
      ),
      languages.registerDefinitionProvider(selector, {
        provideDefinition: (document, position) =>
          this.about(document, position, 'finding a definition', (model, offset) =>
            this.define(model, offset),
          ),
      }),
      languages.registerReferenceProvider(modelSelector, {
        provideReferences: (document, position, _context, token) =>
          this.about(document, position, 'finding references', (model, offset) =>
            refer(model, offset, token),
          ),
      }),
      languages.registerCodeActionsProvider(modelSelector, marks, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
  }

  private about<T>(
    document: vscode.TextDocument,
    position: vscode.Position,
    what: string,
    work: (model: ModelDocument, offset: number) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    return this.parts.runner.quietly<T | undefined>(what, undefined, async () => {
      const offset = document.offsetAt(position);
      const model = documentAt(this.parts, document, offset);
      return model && work(model, offset);
    });
  }

  private async hover(
    { text, graph, shown, document }: ModelDocument,
    offset: number,
  ): Promise<vscode.Hover | undefined> {
    const found = nodeAt(text, offset, graph);
    if (!found) {
      return undefined;
    }
    const { title, facts, paragraphs, columns, more } = nodeHover(
      found.node,
      await this.answers.answer(found.node, shown),
    );
    const content = new vscode.MarkdownString();
    content.appendMarkdown('**').appendText(title).appendMarkdown('**  \n').appendText(facts);
    for (const paragraph of paragraphs) {
      content.appendMarkdown('\n\n').appendText(paragraph);
    }
    if (columns.length > 0) {
      content.appendCodeblock(columns.join('\n'), 'sql');
    }
    if (more > 0) {
      content.appendText(`and ${more} more columns`);
    }
    return new vscode.Hover(content, rangeIn(document, found.range));
  }

  private async complete(model: ModelDocument, offset: number): Promise<vscode.CompletionItem[] | undefined> {
    const { text, graph, project, document, shown } = model;
    const inTemplate = templateCompletions(text, offset, {
      graph,
      macros: project.macros.map(({ name }) => name),
      packages: await this.packages.names(project),
      variables: [...projectVariables(project.document.root, project.name).keys()],
    });
    const place = inTemplate === undefined ? columnPlace(text, offset, graph) : undefined;
    if (place === undefined) {
      return inTemplate?.map((completion) => itemOf(document, completion));
    }
    const answers = new Map<DbtNode, RelationAnswer>();
    await Promise.all(
      place.nodes.slice(0, mostRelations).map(async (node) => {
        const answer = await this.answers.answer(node, shown);
        if (typeof answer === 'object') {
          answers.set(node, answer);
        }
      }),
    );
    return columnCompletions(place, answers).map((completion) => itemOf(document, completion));
  }

  private async completeYaml(
    document: vscode.TextDocument,
    offset: number,
  ): Promise<vscode.CompletionItem[] | undefined> {
    const reference = documentAt(this.parts, document, offset);
    if (reference) {
      return this.complete(reference, offset);
    }
    const place = yamlNamePlace(document.getText(), offset);
    const model = place && projectDocument(this.parts, document);
    if (!model) {
      return undefined;
    }
    const node = nodeOfColumns(model.graph, place);
    const answer = node && (await this.answers.answer(node, model.shown));
    const known = typeof answer === 'object' ? answer : undefined;
    return yamlNameCompletions(model.graph, place, known).map((each) => itemOf(document, each));
  }

  private async define(model: ModelDocument, offset: number): Promise<vscode.Location | undefined> {
    const ofPackages = await this.packages.macros(model.project);
    const macros = [
      ...model.project.macros,
      ...ofPackages.map((each) => ({ ...each, name: macroName(each) })),
    ];
    const found = definitionAt(model.text, offset, model.graph, new Set(macros.map(({ name }) => name)));
    if (found === undefined) {
      return undefined;
    }
    return found.kind === 'node' ? nodePlace(model, found.node) : macroPlace(macros, found.name);
  }
}

/** Of what is under the cursor; elsewhere in a model, of the model itself. */
async function refer(
  model: ModelDocument,
  offset: number,
  token: vscode.CancellationToken,
): Promise<vscode.Location[] | undefined> {
  const node = nodeAt(model.text, offset, model.graph)?.node ?? nodeOfFile(model.graph, model.relative);
  const stop = new AbortController();
  token.onCancellationRequested(() => stop.abort());
  return node && [...(await referencesTo(model, node, stop.signal))];
}

const kinds: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  model: vscode.CompletionItemKind.Class,
  source: vscode.CompletionItemKind.Interface,
  macro: vscode.CompletionItemKind.Method,
  function: vscode.CompletionItemKind.Function,
  keyword: vscode.CompletionItemKind.Keyword,
  config: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  variable: vscode.CompletionItemKind.Variable,
  column: vscode.CompletionItemKind.Field,
};

function itemOf(document: vscode.TextDocument, completion: DbtCompletion): vscode.CompletionItem {
  const { label, kind, detail, documentation, insert, replace } = completion;
  const item = new vscode.CompletionItem({ label, description: detail }, kinds[kind]);
  item.insertText = insert;
  item.range = rangeIn(document, replace);
  // What was typed may begin with the quote that the choice brings along.
  item.filterText = label;
  // Before the words of the text that VS Code offers.
  item.sortText = `0${label}`;
  if (documentation !== '') {
    item.documentation = new vscode.MarkdownString().appendText(documentation);
  }
  return item;
}
