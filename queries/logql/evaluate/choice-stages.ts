import type { LabelChoice } from '../ast.ts';
import { compileMatcher } from './label-filter-stage.ts';
import { ERROR, ERROR_DETAILS, PRESERVE_ERROR } from './line-labels.ts';
import type { CompiledStage } from './stage.ts';

interface Choice {
  readonly name: string;
  /** Null: whatever its value. */
  readonly matches: ((value: string) => boolean) | null;
}

function compileChoice(choice: LabelChoice): Choice {
  if (choice.kind === 'name') return { name: choice.name, matches: null };
  return { name: choice.matcher.name, matches: compileMatcher(choice.matcher) };
}

/** `| drop a, b="c"`: removes labels, or only where their value matches. */
export function dropStage(labels: readonly LabelChoice[]): CompiledStage {
  const choices = labels.map(compileChoice);
  return {
    apply(state) {
      for (const { name, matches } of choices) {
        const value = state.labels.get(name);
        if (value !== undefined && (matches === null || matches(value))) state.labels.remove(name);
      }
      return true;
    },
  };
}

const ALWAYS_KEPT: ReadonlySet<string> = new Set([ERROR, ERROR_DETAILS, PRESERVE_ERROR]);

/** `| keep a, b="c"`: removes all others, but never what tells of an error. */
export function keepStage(labels: readonly LabelChoice[]): CompiledStage {
  const choices = labels.map(compileChoice);
  return {
    apply(state) {
      for (const [name, value] of state.labels.pairs()) {
        if (ALWAYS_KEPT.has(name)) continue;
        const isKept = choices.some(
          (choice) => choice.name === name && (choice.matches === null || choice.matches(value)),
        );
        if (!isKept) state.labels.remove(name);
      }
      return true;
    },
  };
}
