import { parentPort } from 'node:worker_threads';
import { type JinjaAnswer, jinjaReady, type JinjaTask } from './jinjaMessages';
import { renderTemplate } from './renderTemplate';

/**
 * The thread that renders Jinja, so that a template that never comes to its end can be stopped. It is a program of its own in
 * the package, and answers template by template: whoever waits knows which one it hangs in.
 */
parentPort?.on('message', ({ id, world, templates }: JinjaTask) => {
  for (const template of templates) {
    const answer: JinjaAnswer = { id, outcome: renderTemplate(template, world) };
    parentPort?.postMessage(answer);
  }
});
parentPort?.postMessage(jinjaReady);
