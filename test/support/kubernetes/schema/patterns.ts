import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS>();

/** Whether a Go regular expression is found in the text; CRD patterns are not anchored by themselves. */
export function matchesPattern(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = RE2JS.compile(pattern);
    compiled.set(pattern, expression);
  }
  return expression.matcher(text).find();
}
