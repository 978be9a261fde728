import type { CompileTemplate, TemplateLine } from '../../queries/logql/evaluate/template-port.ts';

/** Thrown for a case that needs more than what is under test. */
export class UnsupportedCase extends Error {
  override readonly name = 'UnsupportedCase';
}

const ACTION = /\{\{-?\s*(.*?)\s*-?\}\}/g;
const KNOWN = /^(?:\.([a-zA-Z_][a-zA-Z0-9_]*)|__line__|__timestamp__)$/;

/**
 * Stands in for the template engine where only the pipeline is under test: fields, `__line__` and
 * `__timestamp__`. @throws UnsupportedCase for any other action
 */
export const compileTestTemplate: CompileTemplate = (text) => {
  if (text.replace(ACTION, '').includes('{{')) return { error: 'template: :1: unclosed action' };
  for (const [, action = ''] of text.matchAll(ACTION)) {
    if (!KNOWN.test(action)) throw new UnsupportedCase(`a template with ${action}`);
  }
  return {
    run(line) {
      const replaced = text.replace(ACTION, (_all, action: string) => fill(action, line));
      return { kind: 'ok', text: replaced };
    },
  };
};

function fill(action: string, line: TemplateLine): string {
  if (action === '__line__') return line.line;
  if (action === '__timestamp__') return `${line.timeNs}`;
  return line.label(action.slice(1));
}
