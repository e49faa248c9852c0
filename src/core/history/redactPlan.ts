import { redactSecrets } from '../connections/redact';
import { redactSql } from './redactSql';

/**
 * The server's answer in JSON without the secrets in its texts: those of the statement, and what looks like one in a
 * condition. It goes by the string literals, so it also works on an answer that is no valid JSON.
 */
export function redactPlan(answer: string, secrets: readonly string[]): string {
  const known = new Map<string, string>();
  return answer.replace(stringLiteral, (literal) => {
    // Names of properties and plain names have nothing to hide, and there are very many of them.
    if (!mayHide.test(literal) && secrets.length === 0) {
      return literal;
    }
    let clean = known.get(literal);
    if (clean === undefined) {
      clean = redactLiteral(literal, secrets);
      known.set(literal, clean);
    }
    return clean;
  });
}

const stringLiteral = /"(?:[^"\\]|\\.)*"/gs;
const mayHide = /['$=:@]|--|\\"|\/\*/;

function redactLiteral(literal: string, secrets: readonly string[]): string {
  const text = decoded(literal);
  if (text === undefined) {
    return redactSecrets(literal, secrets);
  }
  const clean = redactSecrets(redactSql(text).text, secrets);
  return clean === text ? literal : JSON.stringify(clean);
}

function decoded(literal: string): string | undefined {
  try {
    const text: unknown = JSON.parse(literal);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
