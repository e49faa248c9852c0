import * as vscode from 'vscode';
import type { ExportOptions } from '../../core/export/exportOptions';

/** An option of an export in a list. */
export interface OptionItem extends vscode.QuickPickItem {
  readonly key: keyof ExportOptions;
}

interface OptionWords {
  readonly label: string;
  readonly detail: string;
}

const words: Readonly<Record<keyof ExportOptions, OptionWords>> = {
  delimiter: { label: 'Delimiter', detail: 'Stands between two values.' },
  quote: { label: 'Quote', detail: 'Stands around a value that holds a delimiter, a quote or a line break.' },
  header: { label: 'Column Names', detail: 'The first line has the names of the columns.' },
  nullText: {
    label: 'NULL',
    detail: 'What stands for NULL. An empty text is then written in quotes, so that both differ.',
  },
  byteOrderMark: { label: 'Byte Order Mark', detail: 'Excel needs it to read a CSV file as UTF-8.' },
  guardFormulas: {
    label: 'Guard Formulas',
    detail: "Writes a ' before text that a spreadsheet would run. The file then is no exact copy.",
  },
  jsonNumbers: {
    label: 'Numbers',
    detail: 'Readers of JSON that know only doubles lose digits of large numbers.',
  },
  unfit: {
    label: 'Values That Do Not Fit',
    detail: 'Parquet knows no date infinity, no numeric NaN and no arrays of several dimensions.',
  },
  gzip: { label: 'Gzip', detail: 'Packs the file.' },
  target: { label: 'Table', detail: 'The table that the statements write to, as it stands in SQL.' },
};

/** Shows what an option is at now. */
export function optionItem(key: keyof ExportOptions, options: ExportOptions): OptionItem {
  const { label, detail } = words[key];
  return { key, label, detail, description: valueWords(key, options) };
}

/** Lets the user change one option: a switch turns over, anything else is asked for. */
export async function chooseOption(key: keyof ExportOptions, options: ExportOptions): Promise<ExportOptions> {
  switch (key) {
    case 'header':
    case 'byteOrderMark':
    case 'guardFormulas':
    case 'gzip':
      return { ...options, [key]: !options[key] };
    case 'jsonNumbers':
      return { ...options, jsonNumbers: options.jsonNumbers === 'digits' ? 'safe' : 'digits' };
    case 'unfit':
      return { ...options, unfit: (await chooseUnfit()) ?? options.unfit };
    case 'delimiter':
      return { ...options, delimiter: (await chooseDelimiter(options.delimiter)) ?? options.delimiter };
    case 'quote':
    case 'nullText':
    case 'target': {
      const { label, detail } = words[key];
      const value = await vscode.window.showInputBox({ title: label, prompt: detail, value: options[key] });
      return value === undefined ? options : { ...options, [key]: value };
    }
  }
}

function valueWords(key: keyof ExportOptions, options: ExportOptions): string {
  const value = options[key];
  if (typeof value === 'boolean') {
    return value ? 'on' : 'off';
  }
  if (key === 'jsonNumbers') {
    return value === 'digits' ? 'every digit, as numbers' : 'as text where a double would lose digits';
  }
  if (key === 'unfit') {
    return unfitWords[options.unfit];
  }
  return key === 'target'
    ? value
    : (delimiters.find(([character]) => character === value)?.[1] ?? (value || 'empty'));
}

const unfitWords: Readonly<Record<ExportOptions['unfit'], string>> = {
  stop: 'stop the export and say where',
  null: 'write NULL, and say how many',
  text: 'write dates, times, decimals and arrays as text',
};

async function chooseUnfit(): Promise<ExportOptions['unfit'] | undefined> {
  const items = (['stop', 'null', 'text'] as const).map((unfit) => ({ label: unfitWords[unfit], unfit }));
  return (await vscode.window.showQuickPick(items, { title: words.unfit.label }))?.unfit;
}

const delimiters: readonly (readonly [string, string])[] = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
];

async function chooseDelimiter(value: string): Promise<string | undefined> {
  const other = { label: 'Another character…', character: undefined };
  const items = [...delimiters.map(([character, label]) => ({ label, character })), other];
  const chosen = await vscode.window.showQuickPick(items, { title: words.delimiter.label });
  return chosen && (chosen.character ?? vscode.window.showInputBox({ title: words.delimiter.label, value }));
}
