import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { WEEKDAYS } from '../policies/time-window.ts';
import type { QuietHours } from './quiet-hours.ts';

const Body = Type.Object({
  zone: Type.String(),
  weekly: Type.Array(
    Type.Object({
      weekdays: Type.Array(Type.Union(WEEKDAYS.map((day) => Type.Literal(day)))),
      times: Type.Array(Type.Object({ fromMinute: Type.Integer(), toMinute: Type.Integer() })),
    }),
  ),
  passes: Type.Array(Type.String()),
});

const compiled = Compile(Body);

export function printQuietHours(quiet: QuietHours | null): string | null {
  return quiet === null ? null : JSON.stringify(quiet satisfies Static<typeof Body> | QuietHours);
}

/** @throws when the text is not what `printQuietHours` made. */
export function readQuietHours(text: string | null): QuietHours | null {
  return text === null ? null : compiled.Parse(JSON.parse(text));
}
