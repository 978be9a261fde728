import { describe, expect, it } from 'vitest';
import { type DraftStorage, draftSlot } from './draft-store.ts';

function memory(): DraftStorage & { readonly items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  };
}

interface Form {
  readonly name: string;
}

function isForm(value: unknown): value is Form {
  return typeof value === 'object' && value !== null && 'name' in value;
}

describe('drafts', () => {
  it('come back as they were, by user and form', () => {
    const storage = memory();
    draftSlot(storage, 'ann/rule/new', isForm).write('', { name: 'CPU' });
    expect(draftSlot(storage, 'ann/rule/new', isForm).read('')).toEqual({
      value: { name: 'CPU' },
      isStale: false,
    });
    expect(draftSlot(storage, 'bo/rule/new', isForm).read('')).toBeUndefined();
  });

  it('know when the stored thing has changed since', () => {
    const slot = draftSlot(memory(), 'ann/rule/1', isForm);
    slot.write('3', { name: 'CPU' });
    expect(slot.read('4')).toEqual({ value: { name: 'CPU' }, isStale: true });
  });

  it.each(['not json', '7', '{"value":{"name":"x"}}', '{"base":"","value":{"title":"x"}}'])(
    'leave alone what is none: %s',
    (text) => {
      const storage = memory();
      storage.items.set('tocsin:draft:k', text);
      expect(draftSlot(storage, 'k', isForm).read('')).toBeUndefined();
    },
  );

  it('are gone once discarded', () => {
    const slot = draftSlot(memory(), 'k', isForm);
    slot.write('', { name: 'CPU' });
    slot.discard();
    expect(slot.read('')).toBeUndefined();
  });
});
