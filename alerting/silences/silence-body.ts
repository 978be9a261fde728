import { Type } from 'typebox';
import { AppError } from '../../platform/errors/app-error.ts';
import { validator } from '../../platform/schema/validator.ts';
import { parseScopeName, printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { SilenceContent } from './silence.ts';

const EndsAt = Type.Union([Type.Number(), Type.Null()]);

/** What is stored of a silence: self-contained, so that the history needs no other row. */
const SilenceBody = Type.Object({
  kind: Type.Union([
    Type.Literal('silence'),
    Type.Literal('blacklist'),
    Type.Literal('maintenance'),
  ]),
  reason: Type.String(),
  createdBy: Type.String(),
  places: Type.Array(Type.String()),
  matchers: Type.Array(
    Type.Object({
      name: Type.String(),
      operator: Type.Union([
        Type.Literal('='),
        Type.Literal('!='),
        Type.Literal('=~'),
        Type.Literal('!~'),
      ]),
      value: Type.String(),
    }),
  ),
  binding: Type.Union([
    Type.Null(),
    Type.Object({ kind: Type.Literal('rule'), ruleId: Type.String() }),
    Type.Object({ kind: Type.Literal('incident'), incidentId: Type.String() }),
    Type.Object({ kind: Type.Literal('alert'), key: Type.String() }),
  ]),
  schedule: Type.Union([
    Type.Object({ kind: Type.Literal('once'), startsAtMs: Type.Number(), endsAtMs: EndsAt }),
    Type.Object({
      kind: Type.Literal('recurring'),
      cron: Type.String(),
      zone: Type.String(),
      durationMs: Type.Number(),
      startsAtMs: Type.Number(),
      endsAtMs: EndsAt,
    }),
  ]),
});

const validateBody = validator(SilenceBody);

/** The content as JSON: equal texts for equal contents. */
export function printSilenceBody(content: SilenceContent): string {
  const { kind, reason, createdBy, places, matchers, binding, schedule } = content;
  return JSON.stringify({
    kind,
    reason,
    createdBy,
    places: places.map(printScopeName).sort(),
    matchers: matchers.map(({ name, operator, value }) => ({ name, operator, value })),
    binding,
    schedule,
  });
}

/** @throws AppError `internal` when the text is not one that `printSilenceBody` wrote. */
export function parseSilenceBody(text: string): SilenceContent {
  const checked = validateBody(JSON.parse(text));
  if (checked.kind === 'invalid') throw unreadable(checked.findings[0]?.path ?? '');
  const { places, ...rest } = checked.value;
  return {
    ...rest,
    places: places.map((place) => {
      const name = parseScopeName(place);
      if (name === undefined) throw unreadable('/places');
      return name;
    }),
  };
}

function unreadable(path: string): AppError {
  return new AppError('internal', `A stored silence cannot be read at ${path}.`);
}
