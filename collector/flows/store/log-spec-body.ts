import { type Static, Type } from 'typebox';
import { AppError } from '../../../platform/errors/app-error.ts';
import { validator } from '../../../platform/schema/validator.ts';
import { parseScopeName, printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { FlowFields } from '../flow-fields.ts';
import type { LogSpecContent } from '../log-spec.ts';
import type { OutputFields } from '../outputs/output-fields.ts';
import { replaceSecrets } from '../outputs/secret-fields.ts';
import type { TailerFields } from '../tailer-fields.ts';

/** What is stored of a content: self-contained, so that the history needs no other row. */
const Body = Type.Object({
  kind: Type.Union([Type.Literal('flow'), Type.Literal('output'), Type.Literal('tailer')]),
  name: Type.String(),
  scope: Type.String(),
  enabled: Type.Boolean(),
  fields: Type.Object({}),
});

const validateBody = validator(Body);

/** The content as JSON: equal texts for equal contents. Values of secrets are never in it. */
export function printLogSpecBody(content: LogSpecContent): string {
  const { kind, name, enabled } = content;
  const fields = content.kind === 'output' ? withoutSecrets(content.fields) : content.fields;
  const body: Static<typeof Body> = {
    kind,
    name,
    scope: printScopeName(content.scope),
    enabled,
    fields,
  };
  return JSON.stringify(body);
}

/** @throws AppError `internal` when the text is not one that `printLogSpecBody` wrote. */
export function parseLogSpecBody(text: string): LogSpecContent {
  const checked = validateBody(JSON.parse(text));
  if (checked.kind === 'invalid') throw unreadable(checked.findings[0]?.path ?? '');
  const scope = parseScopeName(checked.value.scope);
  if (!scope) throw unreadable('/scope');
  const { kind, name, enabled, fields } = checked.value;
  const head = { name, scope, enabled };
  // They were checked when they were written, and by whoever delivers them once more.
  switch (kind) {
    case 'flow':
      return { kind, ...head, fields: fields as FlowFields };
    case 'output':
      return { kind, ...head, fields: fields as OutputFields };
    default:
      return { kind, ...head, fields: fields as TailerFields };
  }
}

/** Entered values replaced by the mark that there is one. */
export function withoutSecrets(fields: OutputFields): OutputFields {
  const settings = replaceSecrets(fields.settings, ({ field }) =>
    'value' in field ? { stored: true } : field,
  );
  return { ...fields, settings } as OutputFields;
}

function unreadable(path: string): AppError {
  return new AppError('internal', `A stored flow or output cannot be read at ${path}.`);
}
