import type { ChannelKind } from '../../contract/channel-kinds.ts';

/**
 * The kind of that name. One that the service does not have any more is shown by its name, without fields;
 * while the kinds are not known yet, without a name.
 */
export function kindNamed(kinds: readonly ChannelKind[], name: string): ChannelKind {
  const found = kinds.find((kind) => kind.name === name);
  if (found !== undefined) return found;
  const title = kinds.length === 0 ? '' : name;
  return {
    name,
    title: { en: title, zh: title },
    hint: { en: '', zh: '' },
    icon: '',
    fields: [],
    texts: false,
    contacts: [],
  };
}
