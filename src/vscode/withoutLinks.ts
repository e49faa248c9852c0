/**
 * The text with nothing in it that VS Code takes for a link. Notifications and prompts make one of `[text](command:…)`,
 * which runs the command, whoever wrote the text: a server, a workspace, or who named a file. An invisible space keeps
 * the brackets apart.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u200b(');
}
