import { Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import type { KeptKind, KeptThing, NamedContent } from '../kept/kept-thing.ts';

/** A sign of life that is expected: when it does not come, an incident begins. */
export interface HeartbeatContent extends NamedContent {
  readonly description: string;
  readonly enabled: boolean;
  /** `ping`: somebody posts to its address. `alert`: an alert of the owner that always fires comes in. */
  readonly kind: 'ping' | 'alert';
  /** Of the alert: conditions that all must hold; empty for pings. */
  readonly matchers: readonly string[];
  readonly everyMs: number;
  /** How late it may be. */
  readonly graceMs: number;
  /** A rung of the owner's ladder; one that is gone becomes the lowest. */
  readonly severity: string;
  /** `project.environment` whose incident it is; null: of the owner as a whole. */
  readonly environment: string | null;
  /** Who is told; null, or a policy that is gone: the administrators. */
  readonly policy: string | null;
  /** Of a ping's token; null for alerts. */
  readonly tokenHash: string | null;
}

export type Heartbeat = KeptThing<HeartbeatContent>;

const nullableText = Type.Union([Type.String(), Type.Null()]);

const Body = Type.Object({
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
  kind: Type.Union([Type.Literal('ping'), Type.Literal('alert')]),
  matchers: Type.Array(Type.String()),
  everyMs: Type.Integer(),
  graceMs: Type.Integer(),
  severity: Type.String(),
  environment: nullableText,
  policy: nullableText,
  tokenHash: nullableText,
});

const validateBody = validator(Body);

export const HEARTBEAT_KIND: KeptKind<HeartbeatContent> = {
  name: 'heartbeat',
  noun: 'Heartbeat',
  nouns: 'heartbeats',
  limit: 200,
  print: (content) => JSON.stringify(content, Object.keys(Body.properties)),
  parse: (text) => {
    const checked = validateBody(JSON.parse(text));
    if (checked.kind === 'valid') return checked.value;
    const path = checked.findings[0]?.path ?? '';
    throw new AppError('internal', `A stored heartbeat cannot be read at ${path}.`);
  },
};

/**
 * Whether it should have come by now. Time in which we could not hear it does not count.
 * @param lastAtMs when it came last, as far as we know
 * @param readySinceMs since when we would have heard it
 */
export function isOverdue(
  { content, updatedAtMs }: Heartbeat,
  lastAtMs: number | null,
  readySinceMs: number,
  nowMs: number,
): boolean {
  const fromMs = Math.max(lastAtMs ?? 0, readySinceMs, updatedAtMs);
  return nowMs > fromMs + content.everyMs + content.graceMs;
}
