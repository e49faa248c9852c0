import { checkPlanBaselines, readArguments, usage } from './checkPlanBaselines';

/** The program that a build server runs. Errors are one sentence; a stack would tell nothing. */
async function main(): Promise<number> {
  try {
    const options = readArguments(process.argv.slice(2));
    if (options === 'help') {
      console.log(usage);
      return 0;
    }
    return await checkPlanBaselines(options, (text) => process.stdout.write(text));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
