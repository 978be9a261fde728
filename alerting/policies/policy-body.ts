import { Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import type { PolicyContent } from './policy.ts';

export const Repeat = Type.Object({
  mode: Type.Union([
    Type.Literal('once'),
    Type.Literal('interval'),
    Type.Literal('doubling'),
    Type.Literal('every_time'),
  ]),
  everyMs: Type.Integer(),
  max: Type.Union([Type.Integer(), Type.Null()]),
});

const Day = Type.Union([
  Type.Literal('mon'),
  Type.Literal('tue'),
  Type.Literal('wed'),
  Type.Literal('thu'),
  Type.Literal('fri'),
  Type.Literal('sat'),
  Type.Literal('sun'),
]);

export const Grouping = Type.Object({
  by: Type.Array(Type.String()),
  waitMs: Type.Integer(),
  intervalMs: Type.Integer(),
});

export const Window = Type.Object({
  name: Type.String(),
  kind: Type.Union([Type.Literal('active'), Type.Literal('mute')]),
  weekdays: Type.Array(Day),
  times: Type.Array(Type.Object({ fromMinute: Type.Integer(), toMinute: Type.Integer() })),
  monthDays: Type.Array(Type.Integer()),
  months: Type.Array(Type.Integer()),
  zone: Type.String(),
});

/** What is stored of a policy's content: self-contained, so that the history needs no other row. */
const PolicyBody = Type.Object({
  name: Type.String(),
  description: Type.String(),
  channels: Type.Array(Type.String()),
  severityChannels: Type.Array(Type.Tuple([Type.String(), Type.Array(Type.String())])),
  repeat: Type.Union([Repeat, Type.Null()]),
  severityRepeats: Type.Array(Type.Tuple([Type.String(), Repeat])),
  windows: Type.Array(Window),
  /** Left out in what was stored before there was any. */
  grouping: Type.Optional(Type.Union([Grouping, Type.Null()])),
  escalation: Type.Array(
    Type.Object({ afterMs: Type.Integer(), channels: Type.Array(Type.String()) }),
    { default: [] },
  ),
  flapping: Type.Union(
    [
      Type.Object({
        changes: Type.Integer(),
        withinMs: Type.Integer(),
        quietMs: Type.Integer(),
      }),
      Type.Null(),
    ],
    { default: null },
  ),
});

const validateBody = validator(PolicyBody);

/** The content as JSON: equal texts for equal contents, severities in any order. */
export function printPolicyBody(content: PolicyContent): string {
  const { name, description, channels, repeat, windows, grouping } = content;
  return JSON.stringify({
    name,
    description,
    channels,
    severityChannels: sorted(content.severityChannels),
    repeat,
    severityRepeats: sorted(content.severityRepeats),
    windows: windows.map(({ name: title, kind, weekdays, times, monthDays, months, zone }) => ({
      name: title,
      kind,
      weekdays,
      times: times.map(({ fromMinute, toMinute }) => ({ fromMinute, toMinute })),
      monthDays,
      months,
      zone,
    })),
    grouping: grouping && {
      by: grouping.by,
      waitMs: grouping.waitMs,
      intervalMs: grouping.intervalMs,
    },
    escalation: content.escalation.map(({ afterMs, channels: to }) => ({ afterMs, channels: to })),
    flapping: content.flapping,
  });
}

/** @throws AppError `internal` when the text is not one that `printPolicyBody` wrote. */
export function parsePolicyBody(text: string): PolicyContent {
  const checked = validateBody(JSON.parse(text));
  if (checked.kind === 'invalid') {
    const path = checked.findings[0]?.path ?? '';
    throw new AppError('internal', `A stored policy cannot be read at ${path}.`);
  }
  const { severityChannels, severityRepeats, grouping = null, ...rest } = checked.value;
  return {
    ...rest,
    grouping,
    severityChannels: new Map(severityChannels),
    severityRepeats: new Map(severityRepeats),
  };
}

function sorted<V>(map: ReadonlyMap<string, V>): readonly (readonly [string, V])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
