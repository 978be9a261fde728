import { Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import type { ClusterEventKind } from '../intake/cluster-events.ts';
import type { KeptKind, KeptThing, NamedContent } from '../kept/kept-thing.ts';

/** Which events of clusters, or lines of their audit, are incidents of the owner. */
export interface EventRuleContent extends NamedContent {
  readonly description: string;
  readonly enabled: boolean;
  readonly source: ClusterEventKind;
  /** See `condition/parse-condition.ts`. */
  readonly condition: string;
  /** A rung of the owner's ladder, or a priority, see `priority.ts`. */
  readonly severity: string;
  /** The incident ends when nothing like it has happened for so long. */
  readonly quietMs: number;
  /** `project.environment` it looks at; null: all that is the owner's. */
  readonly environment: string | null;
  /** Who is told; null, or a policy that is gone: the administrators. */
  readonly policy: string | null;
}

export type EventRule = KeptThing<EventRuleContent>;

const nullableText = Type.Union([Type.String(), Type.Null()]);

const Body = Type.Object({
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
  source: Type.Union([Type.Literal('event'), Type.Literal('audit')]),
  condition: Type.String(),
  severity: Type.String(),
  quietMs: Type.Integer(),
  environment: nullableText,
  policy: nullableText,
});

const validateBody = validator(Body);

export const EVENT_RULE_KIND: KeptKind<EventRuleContent> = {
  name: 'event-rule',
  noun: 'Event rule',
  nouns: 'event rules',
  limit: 200,
  print: (content) => JSON.stringify(content, Object.keys(Body.properties)),
  parse: (text) => {
    const checked = validateBody(JSON.parse(text));
    if (checked.kind === 'valid') return checked.value;
    const path = checked.findings[0]?.path ?? '';
    throw new AppError('internal', `A stored event rule cannot be read at ${path}.`);
  },
};
