import { textOf } from '../../import/read-json.ts';
import { compilePattern, replaceFirst } from '../run-pattern.ts';
import type { OwnStep } from './own-step.ts';

/** `renameByRegex`: the first place that the pattern finds in a name is replaced (`$1` for groups). */
export const renameByRegex: OwnStep = (tools, frames, options) => {
  const compiled = compilePattern(textOf(options.regex));
  if (compiled.kind === 'refused') throw new Error(compiled.message);
  const { expression } = compiled;
  const replacement = textOf(options.renamePattern);
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      if (field.type === tools.FieldType.time) return field;
      const name = tools.getFieldDisplayName(field, frame, [...frames]);
      const displayName = replaceFirst(expression, name, replacement);
      if (displayName === null) return field;
      return {
        ...field,
        config: { ...field.config, displayName },
        state: { ...field.state, displayName },
      };
    }),
    length: frame.length,
  }));
};
