import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chosenColors, environmentColors } from '../src/core/connections/connectionColor';
import { commandIds } from '../src/vscode/commands';
import { contextKeys } from '../src/vscode/contextKeyTable';
import { helpTopics } from '../src/vscode/help/helpTopics';
import { settingDefaults } from '../src/vscode/settingTable';

interface Manifest {
  readonly main: string;
  readonly extensionKind: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly icon?: string;
    }[];
    readonly keybindings: readonly { readonly command: string; readonly when: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly {
      readonly view: string;
      readonly when?: string;
      readonly contents: string;
    }[];
    readonly walkthroughs: readonly {
      readonly icon: string;
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly image: Readonly<Record<string, string>>; readonly altText: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly colors: readonly { readonly id: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

const root = path.resolve(__dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const contributed = contributes.commands.map((entry) => entry.command);

describe('manifest', () => {
  it('contributes exactly the commands of the table', () => {
    assert.deepEqual([...contributed].sort(), [...commandIds].sort());
  });

  it('gives every command a title in title case without the category', () => {
    for (const { command, title } of contributes.commands) {
      assert.match(title, /^[A-Z]/, command);
      assert.doesNotMatch(title, /^Lakehouse\b/, command);
    }
  });

  it('names only known commands in menus, keybindings and welcome texts', () => {
    const used = [
      ...contributes.keybindings.map((entry) => entry.command),
      ...Object.values(contributes.menus).flatMap((entries) => entries.map((entry) => entry.command)),
      ...contributes.viewsWelcome.flatMap((entry) =>
        [...entry.contents.matchAll(/command:([\w.]+)/g)].map((match) => match[1] ?? ''),
      ),
    ];
    assert.deepEqual(
      used.filter((command) => !contributed.includes(command)),
      [],
    );
  });

  it('uses only known context keys in when clauses', () => {
    const known: readonly string[] = contextKeys;
    const clauses = [
      ...contributes.keybindings.map((entry) => entry.when),
      ...Object.values(contributes.menus).flatMap((entries) => entries.map((entry) => entry.when ?? '')),
      ...contributes.viewsWelcome.map((entry) => entry.when ?? ''),
    ];
    const views = Object.values(contributes.views).flatMap((entries) => entries.map((entry) => entry.id));
    const keys = clauses.flatMap((clause) => clause.match(/lakehouse\.[\w.]+/g) ?? []);
    assert.deepEqual(
      keys.filter((key) => !known.includes(key) && !views.includes(key)),
      [],
    );
  });

  it('declares every setting of the table with the same default, and no other', () => {
    const properties = contributes.configuration.properties;
    const declared = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, value.default]),
    );
    assert.deepEqual(declared, settingDefaults);
  });

  it('contributes exactly the colours of the environments and those to choose from', () => {
    const colors = contributes.colors.map((color) => color.id);
    assert.deepEqual(
      colors.sort(),
      [...Object.values(environmentColors), ...Object.values(chosenColors)].sort(),
    );
  });

  it('lists each command of the palette under one task of the help', () => {
    const hidden = (contributes.menus['commandPalette'] ?? [])
      .filter((entry) => entry.when === 'false')
      .map((entry) => entry.command);
    const listed = helpTopics.flatMap((topic) => topic.commands as readonly string[]);
    assert.deepEqual(
      listed.filter((command, index) => listed.indexOf(command) !== index),
      [],
    );
    assert.deepEqual([...listed, ...hidden].sort(), [...contributed].sort());
  });

  it('has a walkthrough whose buttons and events are commands of ours', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.equal(steps.length, 5);
    const used = steps.flatMap(({ description, completionEvents }) => [
      ...[...description.matchAll(/command:([\w.]+)/g)].map((match) => match[1] ?? ''),
      ...completionEvents.map((event) => event.replace(/^on(Command|Context):/, '')),
    ]);
    const known: readonly string[] = [...contributed, ...contextKeys];
    assert.deepEqual(
      used.filter((each) => !known.includes(each)),
      [],
    );
    for (const { id, description, completionEvents } of steps) {
      assert.match(description, /^\[[^\]]+\]\(command:/m, `${id} has no button`);
      assert.ok(completionEvents.length > 0, id);
    }
  });

  it('points to files that exist', () => {
    const icons = Object.values(contributes.views).flatMap((entries) => entries.map((entry) => entry.icon));
    const pictures = contributes.walkthroughs.flatMap((walkthrough) => [
      walkthrough.icon,
      ...walkthrough.steps.flatMap((step) => Object.values(step.media.image)),
    ]);
    for (const file of [manifest.main, ...icons, ...pictures]) {
      assert.ok(existsSync(path.join(root, file)), file);
    }
  });

  it('runs where the workspace is, and types against the oldest supported VS Code', () => {
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    const floor = manifest.engines.vscode.replace(/^\^/, '');
    assert.equal(manifest.devDependencies['@types/vscode']?.replace(/^[~^]/, ''), floor);
  });
});
