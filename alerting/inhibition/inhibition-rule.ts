import { Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import type { KeptKind, NamedContent } from '../kept/kept-thing.ts';

/**
 * While an incident fires that all `source` conditions hold for, messages of those that all `target`
 * conditions hold for are kept back, if both have the same values for the `equal` labels.
 */
export interface InhibitionContent extends NamedContent {
  readonly description: string;
  readonly enabled: boolean;
  /** Conditions in Prometheus's syntax, at least one. */
  readonly source: readonly string[];
  readonly target: readonly string[];
  /** Names of labels; one that both do not have is equal. */
  readonly equal: readonly string[];
}

const Body = Type.Object({
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
  source: Type.Array(Type.String()),
  target: Type.Array(Type.String()),
  equal: Type.Array(Type.String()),
});

const validateBody = validator(Body);

export const INHIBITION_KIND: KeptKind<InhibitionContent> = {
  name: 'inhibition',
  noun: 'Inhibition rule',
  nouns: 'inhibition rules',
  limit: 100,
  print: ({ name, description, enabled, source, target, equal }) =>
    JSON.stringify({ name, description, enabled, source, target, equal }),
  parse: (text) => {
    const checked = validateBody(JSON.parse(text));
    if (checked.kind === 'valid') return checked.value;
    const path = checked.findings[0]?.path ?? '';
    throw new AppError('internal', `A stored inhibition rule cannot be read at ${path}.`);
  },
};
