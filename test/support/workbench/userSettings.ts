import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** No network, no greetings, nothing that moves: what a test or a screenshot is not about. */
const calm = {
  'chat.disableAIFeatures': true,
  // Without a graphics card each blink and each step of a progress bar is drawn by the processor: a third of its work.
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * What moves in the window of a person. A figure is taken with it: a browser in which nothing ever moves sleeps, and is slow to
 * wake.
 */
export const usualMotion = { 'editor.cursorBlinking': 'blink', 'workbench.reduceMotion': 'auto' } as const;

/** Writes the user's settings of a workbench or a desktop VS Code, keeping those that a user changed there. */
export async function writeUserSettings(
  userDataDir: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = path.join(userDataDir, 'User', 'settings.json');
  await mkdir(path.dirname(file), { recursive: true });
  const present = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as object) : {};
  await writeFile(file, `${JSON.stringify({ ...calm, ...present, ...settings }, undefined, 2)}\n`);
}
