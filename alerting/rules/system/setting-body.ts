import { Type } from 'typebox';
import { AppError } from '../../../platform/errors/app-error.ts';
import { validator } from '../../../platform/schema/validator.ts';
import type { GroupSetting, RuleOverride } from './system-setting.ts';

const Level = Type.Object({
  severity: Type.String(),
  threshold: Type.Number(),
  forMs: Type.Integer(),
});
const orNull = <T extends Parameters<typeof Type.Array>[0]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const validateGroup = validator(
  Type.Object({ enabled: Type.Boolean(), channels: Type.Array(Type.String()) }),
);

const validateOverride = validator(
  Type.Object({
    enabled: orNull(Type.Boolean()),
    levels: orNull(Type.Array(Level)),
    keepFiringForMs: orNull(Type.Integer()),
    intervalMs: orNull(Type.Integer()),
    channels: orNull(Type.Array(Type.String())),
    levelChange: Type.Union([
      Type.Literal('raised'),
      Type.Literal('any'),
      Type.Literal('none'),
      Type.Null(),
    ]),
    madeFor: Type.Object({
      version: Type.Integer(),
      promql: Type.String(),
      operator: Type.String(),
      levels: Type.Array(Level),
      keepFiringForMs: Type.Integer(),
    }),
  }),
);

/** Reads what `JSON.stringify` wrote of a group's setting. @throws AppError `internal` otherwise */
export function groupBody(text: string | null): GroupSetting | null {
  if (text === null) return null;
  const checked = validateGroup(JSON.parse(text));
  if (checked.kind === 'valid') return checked.value;
  throw unreadable(checked.findings[0]?.path);
}

/** Reads what `JSON.stringify` wrote of an override. @throws AppError `internal` otherwise */
export function overrideBody(text: string | null): RuleOverride | null {
  if (text === null) return null;
  const checked = validateOverride(JSON.parse(text));
  if (checked.kind === 'valid') return checked.value;
  throw unreadable(checked.findings[0]?.path);
}

function unreadable(path = ''): AppError {
  return new AppError('internal', `A stored setting of system rules cannot be read at ${path}.`);
}
