import type { KindDescription, KindField } from '../../../alerting/notify/kind-description.ts';
import type * as contract from '../../contract/channel-kinds.ts';

/** The kinds as forms and other programs read them. */
export function presentChannelKinds(kinds: readonly KindDescription[]): contract.ChannelKinds {
  return { items: kinds.map(presentKind) };
}

function presentKind(kind: KindDescription): contract.ChannelKind {
  const { name, title, hint, icon, fields, hasTexts, contacts = [], target } = kind;
  return {
    name,
    title: { ...title },
    hint: { ...hint },
    icon,
    fields: fields.map(presentField),
    texts: hasTexts,
    contacts: contacts.map(({ kind: contact, title: named, example }) => ({
      kind: contact,
      title: { ...named },
      example,
    })),
    ...(target === undefined ? {} : { target }),
  };
}

function presentField(field: KindField): contract.ChannelKindField {
  const { isSecret, isRequired, isRare, shapesPreview, choices, pattern, ...plain } = field;
  const { description: _forTheDocument, ...shown } = plain;
  return {
    ...shown,
    secret: isSecret === true,
    required: isRequired === true,
    rare: isRare === true,
    preview: shapesPreview === true,
    choices: (choices ?? []).map(({ value, label }) => ({ value, label: { ...label } })),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
}
