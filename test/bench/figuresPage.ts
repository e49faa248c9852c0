import os from 'node:os';

/** The page that publishes the figures of one run. `lines` are the cells of the table, its head first. */
export function figuresPage(lines: readonly (readonly string[])[], day: Date): string {
  const [head = [], ...rows] = lines;
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `# Figures

Every figure that we promise, as \`npm run bench -- --markdown docs/FIGURES.md\` measured it on ${day.toISOString().slice(0, 10)}, on
${machine()}, with a real PostgreSQL 18 on the same machine and VS Code's workbench in a browser. A value is the
median of its samples; times depend on the machine, which is why many figures stand beside something else that was measured in the same run.

${[row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')}
`;
}

function machine(): string {
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  return `${os.cpus().length} cores of a ${os.platform()} machine with ${memory} GB of memory and Node ${process.versions.node}`;
}
