import { type TSchema, Type } from 'typebox';
import type { KindDescription, KindField } from '../../../alerting/notify/kind-description.ts';
import type { ApiName } from '../../contract/api.ts';
import { closed, inputCommon } from '../../contract/channel-common.ts';
import { previewCommon } from '../../contract/channels.ts';

/** Bodies of the routes of channels, made from the fields of the kinds: closed, and one for each kind. */
export function channelBodies(
  kinds: readonly KindDescription[],
): Readonly<Partial<Record<ApiName, TSchema>>> {
  const input = Type.Union(kinds.map(inputSchema));
  return {
    'channels.create': input,
    'channels.update': input,
    'channels.test': input,
    'channels.preview': previewSchema(kinds),
  };
}

function inputSchema({ name, fields }: KindDescription): TSchema {
  const own = fields.map((field) => [field.name, fieldSchema(field)] as const);
  const kind = Type.Literal(name);
  return Type.Object({ kind, ...inputCommon, ...Object.fromEntries(own) }, closed);
}

function previewSchema(kinds: readonly KindDescription[]): TSchema {
  const { incident, ...common } = previewCommon;
  const own = kinds.flatMap(({ fields }) =>
    fields
      .filter(({ shapesPreview }) => shapesPreview)
      .map((field) => [field.name, Type.Optional(valueSchema(field))] as const),
  );
  const kind = Type.Union(kinds.map(({ name }) => Type.Literal(name)));
  return Type.Object({ kind, ...common, ...Object.fromEntries(own), incident }, closed);
}

/** A secret may be left out although the channel needs it: the stored one stands in. */
function fieldSchema(field: KindField): TSchema {
  const isNeeded = field.isRequired === true && field.isSecret !== true;
  return isNeeded ? valueSchema(field) : Type.Optional(valueSchema(field));
}

function valueSchema(field: KindField): TSchema {
  const { type, choices = [], minimum, maximum } = field;
  const said = descriptionOf(field);
  switch (type) {
    case 'number':
      return Type.Integer({ ...given({ minimum, maximum }), ...said });
    case 'choice':
      return Type.Union(
        choices.map(({ value }) => Type.Literal(value)),
        said,
      );
    case 'tags':
    case 'lines':
    case 'some':
    case 'callers': {
      const { minItems, maxItems } = field;
      return Type.Array(textSchema(field), { ...given({ minItems, maxItems }), ...said });
    }
    default:
      return textSchema(field, said);
  }
}

function textSchema({ minLength = 1, maxLength }: KindField, said: object = {}): TSchema {
  const bounds = { ...(minLength > 0 ? { minLength } : {}), ...given({ maxLength }) };
  return Type.String({ ...bounds, ...said });
}

function descriptionOf({ description, isSecret, type }: KindField): { description?: string } {
  if (description === undefined) return {};
  if (isSecret !== true) return { description };
  const kept = type === 'lines' || type === 'tags' ? 'the stored ones' : 'the stored one';
  return { description: `${description}; write-only, leave out to keep ${kept}` };
}

/** Those that are said. */
function given(bounds: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(bounds).flatMap(([name, bound]) => (bound === undefined ? [] : [[name, bound]])),
  );
}
