import { type Static, Type } from 'typebox';

const Bilingual = Type.Object({ en: Type.String(), zh: Type.String() });

/** What is wrong with a rule, or worth a thought; warnings keep nobody from saving. */
export const LintFinding = Type.Object({
  code: Type.String({ description: 'e.g. rate_of_gauge; stays the same between versions' }),
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('info')]),
  path: Type.String({ description: 'JSON Pointer into the rule as it is sent' }),
  span: Type.Union([Type.Object({ start: Type.Integer(), end: Type.Integer() }), Type.Null()], {
    description: 'In the expression, UTF-16 offsets, end exclusive',
  }),
  message: Bilingual,
  explanation: Bilingual,
  suggestion: Type.Union([Type.String(), Type.Null()], {
    description: 'What may stand in place of the span, or of the field where there is none',
  }),
});
export type LintFinding = Static<typeof LintFinding>;
