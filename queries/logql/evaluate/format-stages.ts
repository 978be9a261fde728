import { QueryFailure } from '../../source/query-failure.ts';
import type { LabelFormatTarget } from '../ast.ts';
import type { CompiledStage, LineState } from './stage.ts';
import type { CompileTemplate, LineTemplate, TemplateLine } from './template-port.ts';

/** `| line_format "{{.a}}"`: a new line; where the template fails the line stays, with an error. */
export function lineFormatStage(text: string, compile: CompileTemplate): CompiledStage {
  const template = compileOrRefuse('line', text, compile);
  const seen = new SeenLine();
  return {
    apply(state) {
      const outcome = template.run(seen.of(state));
      if (outcome.kind === 'ok') state.line = outcome.text;
      else state.labels.setError('TemplateFormatErr', outcome.message);
      return true;
    },
  };
}

/** `| label_format a=b, c="{{.d}}"`: each target in turn; renaming what is not there does nothing. */
export function labelFormatStage(
  targets: readonly LabelFormatTarget[],
  compile: CompileTemplate,
): CompiledStage {
  const steps = targets.map((target) => labelStep(target, compile));
  return {
    apply(state) {
      for (const step of steps) step(state);
      return true;
    },
  };
}

function labelStep(
  target: LabelFormatTarget,
  compile: CompileTemplate,
): (state: LineState) => void {
  const { name } = target;
  if (target.kind === 'rename') {
    return ({ labels }) => {
      const value = labels.get(target.from);
      if (value === undefined || target.from === name) return;
      labels.remove(target.from);
      labels.set(name, value);
    };
  }
  const template = compileOrRefuse('label', target.template, compile);
  const seen = new SeenLine();
  return (state) => {
    const outcome = template.run(seen.of(state));
    if (outcome.kind === 'ok') state.labels.set(name, outcome.text);
    else state.labels.setError('TemplateFormatErr', outcome.message);
  };
}

function compileOrRefuse(
  what: 'line' | 'label',
  text: string,
  compile: CompileTemplate,
): LineTemplate {
  const template = compile(text, what);
  if (!('error' in template)) return template;
  throw new QueryFailure('bad_data', `invalid ${what} template: ${template.error}`);
}

/** The state of a line as a template sees it; one object for all lines. */
class SeenLine implements TemplateLine {
  #state: LineState | null = null;

  of(state: LineState): TemplateLine {
    this.#state = state;
    return this;
  }

  get line(): string {
    return this.#state?.line ?? '';
  }

  get timeNs(): bigint {
    return this.#state?.timeNs ?? 0n;
  }

  label(name: string): string {
    return this.#state?.labels.get(name) ?? '';
  }

  get labels(): Iterable<readonly [string, string]> {
    return this.#state?.labels.pairs() ?? [];
  }
}

/** An ANSI escape: CSI or OSC sequence, or a single character behind ESC. */
const ANSI =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /\x1b\[[0-9;:?<=>]*[ -/]*[@-~]|\x9b[0-9;:?<=>]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()#][0-9A-Za-z]|\x1b[=>78A-Za-z]/g;

/** `| decolorize`: the line without colours. */
export function decolorizeStage(): CompiledStage {
  return {
    apply(state) {
      const { line } = state;
      if (line.includes('\x1b') || line.includes('\x9b')) state.line = line.replace(ANSI, '');
      return true;
    },
  };
}
