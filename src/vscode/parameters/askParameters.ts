import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import type { Cell } from '../../core/ports';
import { escapeIcons } from '../query/chooseConnection';

/** A parameter for which a value is wanted. */
export interface WantedParameter {
  /** `$1` or `:name`. */
  readonly key: string;
  /** As the server infers it, such as `integer`; undefined when it does not know. */
  readonly type: string | undefined;
  /** The beginning of the statement in which it stands first. */
  readonly statement: string;
  /** It is written into the SQL in quotes, so it cannot be NULL. */
  readonly isText: boolean;
}

/** What the user is asked with, and what is known already. */
export interface ParameterQuestion {
  readonly parameters: readonly WantedParameter[];
  readonly known: ReadonlyMap<string, Cell>;
  /** Whether a value stays when the window closes. */
  readonly isKept: (key: string) => boolean;
  readonly keep: (key: string, isKept: boolean) => void;
}

/** @throws CancelledError when the user turned away */
export type AskParameters = (question: ParameterQuestion) => Promise<ReadonlyMap<string, Cell>>;

/**
 * Asks one after the other, with a way back. Values that are known already are listed first: one press runs with them, and
 * any of them can be changed.
 */
export const askParameters: AskParameters = async (question) => {
  const { parameters, known } = question;
  const values = new Map<string, Cell>(
    parameters.flatMap(({ key }) => (known.has(key) ? [[key, known.get(key) ?? null]] : [])),
  );
  if (parameters.length > 1 && values.size === parameters.length) {
    return overview(question, values);
  }
  for (let index = 0; index < parameters.length;) {
    const answer = await askOne(question, index, values);
    index += answer === 'back' ? -1 : 1;
  }
  return values;
};

interface ParameterItem extends vscode.QuickPickItem {
  /** Undefined for the item that runs. */
  readonly index: number | undefined;
}

async function overview(
  question: ParameterQuestion,
  values: Map<string, Cell>,
): Promise<ReadonlyMap<string, Cell>> {
  for (;;) {
    const items: readonly ParameterItem[] = [
      { label: '$(play) Run with these values', index: undefined, alwaysShow: true },
      ...question.parameters.map(({ key, type }, index) => ({
        index,
        label: escapeIcons(type === undefined ? key : `${key} (${type})`),
        description: shown(values.get(key) ?? null, question.isKept(key)),
      })),
    ];
    const item = await vscode.window.showQuickPick(items, {
      title: 'Values of the Parameters',
      placeHolder: 'Run, or choose a value to change',
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (!item) {
      throw new CancelledError();
    }
    if (item.index === undefined) {
      return values;
    }
    await askOne(question, item.index, values, true);
  }
}

function shown(value: Cell, isKept: boolean): string {
  return value === null ? 'NULL' : !isKept ? '••••' : value === '' ? "''" : escapeIcons(value);
}

const nullButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('circle-slash'),
  tooltip: 'NULL Instead of a Text',
};

/** One box. It puts the answer into `values`. @throws CancelledError */
function askOne(
  question: ParameterQuestion,
  index: number,
  values: Map<string, Cell>,
  single = false,
): Promise<'next' | 'back'> {
  const { parameters } = question;
  const parameter = parameters[index];
  if (!parameter) {
    return Promise.resolve('next');
  }
  const box = vscode.window.createInputBox();
  const state = { isNull: values.has(parameter.key) && values.get(parameter.key) === null };
  box.title = `Value of ${parameter.key}${parameter.type === undefined ? '' : ` (${parameter.type})`}`;
  box.ignoreFocusOut = true;
  box.value = values.get(parameter.key) ?? '';
  if (parameters.length > 1 && !single) {
    box.step = index + 1;
    box.totalSteps = parameters.length;
  }
  const draw = () => drawBox(box, question, parameter, { ...state, back: single || index > 0 });
  draw();
  return new Promise((resolve, reject) => {
    let answered = false;
    const answer = (step: 'next' | 'back') => {
      answered = true;
      resolve(step);
      box.dispose();
    };
    box.onDidChangeValue(() => {
      state.isNull = false;
      draw();
    });
    box.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) {
        answer('back');
      } else if (button === nullButton) {
        state.isNull = !state.isNull;
        box.value = '';
        draw();
      } else {
        question.keep(parameter.key, !question.isKept(parameter.key));
        draw();
      }
    });
    box.onDidAccept(() => {
      values.set(parameter.key, state.isNull ? null : box.value);
      answer('next');
    });
    box.onDidHide(() => answered || reject(new CancelledError()));
    box.show();
  });
}

function drawBox(
  box: vscode.InputBox,
  { isKept }: ParameterQuestion,
  { key, statement, isText }: WantedParameter,
  { isNull, back }: { readonly isNull: boolean; readonly back: boolean },
): void {
  const kept = isKept(key);
  box.password = !kept;
  box.placeholder = isNull ? 'NULL' : 'An empty text';
  box.prompt = `${isNull ? 'Enter takes NULL. ' : ''}In: ${statement}${kept ? '' : '  (not remembered after this window)'}`;
  box.buttons = [
    ...(back ? [vscode.QuickInputButtons.Back] : []),
    ...(isText ? [] : [nullButton]),
    {
      iconPath: new vscode.ThemeIcon(kept ? 'eye' : 'eye-closed'),
      tooltip: kept ? 'Do Not Remember This Value' : 'Remember This Value',
    },
  ];
}
