import type { ConnectionColor, ConnectionProfile, Environment } from './connectionProfile';

/**
 * The theme colour that stands for an environment everywhere. They are contributed by package.json, because the theme
 * colours that VS Code has for charts can hardly be seen in some themes, orange above all.
 */
export const environmentColors: Readonly<Record<Environment, string>> = {
  production: 'lakehouse.production',
  staging: 'lakehouse.staging',
  development: 'lakehouse.development',
  local: 'lakehouse.local',
};

/** The theme colours that a person can choose for a connection, contributed likewise. */
export const chosenColors: Readonly<Record<ConnectionColor, string>> = {
  red: 'lakehouse.red',
  orange: 'lakehouse.orange',
  yellow: 'lakehouse.yellow',
  green: 'lakehouse.green',
  blue: 'lakehouse.blue',
  purple: 'lakehouse.purple',
  grey: 'lakehouse.grey',
};

/** The theme colour of a connection: the chosen one, or that of its environment. */
export function themeColorOf(profile: Pick<ConnectionProfile, 'color' | 'environment'>): string {
  return profile.color === undefined ? environmentColors[profile.environment] : chosenColors[profile.color];
}
