import { describe, expect, it } from 'vitest';
import { type Candidate, isolateCulprits } from './isolate-culprits.ts';
import type { ReloadOutcome } from './prometheus-control.ts';

/** A Prometheus that refuses whatever holds `bad`, and counts how often it was asked. */
function fakeLoader(candidates: readonly Candidate[], foreign = 'good', dieAfter = Infinity) {
  const files = new Map(candidates.map(({ fileName, text }) => [fileName, text]));
  const state = { files, loaded: [] as string[], loads: 0, last: 'none' };
  const load = async (): Promise<ReloadOutcome> => {
    state.loads += 1;
    if (state.loads > dieAfter) return { kind: 'unreachable', message: 'gone' };
    const texts = [...files.values(), foreign];
    state.last = texts.some((text) => text.includes('bad')) ? 'refused' : 'reloaded';
    if (state.last === 'refused') return { kind: 'refused', message: 'one or more errors' };
    state.loaded = [...files.values()].sort();
    return { kind: 'reloaded' };
  };
  const place = async (placed: ReadonlyMap<string, string | null>) => {
    for (const [name, text] of placed) {
      if (text === null) files.delete(name);
      else files.set(name, text);
    }
  };
  return { state, loader: { load, place } };
}

function candidate(name: string, text: string, previous: string | null = null): Candidate {
  return { fileName: name, text, previous };
}

const many = Array.from({ length: 100 }, (_, index) =>
  candidate(`acme${index}`, index === 41 ? 'bad' : `new${index}`, `old${index}`),
);

describe('finding what Prometheus refuses', () => {
  it('parks the only rule there is', async () => {
    const only = [candidate('umbrella', 'bad', 'old')];
    const { state, loader } = fakeLoader(only);
    expect(await isolateCulprits(only, loader)).toEqual({
      kind: 'isolated',
      culprits: only,
      untried: [],
    });
    expect(state.loaded).toEqual(['old']);
    expect(state.loads).toBe(1);
  });

  it('finds one among a hundred in few loads, and leaves Prometheus content', async () => {
    const { state, loader } = fakeLoader(many);
    const found = await isolateCulprits(many, loader);
    expect(found).toEqual({ kind: 'isolated', culprits: [many[41]], untried: [] });
    expect(state.loads).toBeLessThanOrEqual(16);
    expect(state.last).toBe('reloaded');
    const wished = many.map(({ text, previous }) => (text === 'bad' ? previous : text)).sort();
    expect(state.loaded).toEqual(wished);
  });

  it('finds several, new ones too', async () => {
    const mixed = many.map((one, index) =>
      index % 30 === 0 ? candidate(one.fileName, `bad${index}`) : one,
    );
    const { state, loader } = fakeLoader(mixed);
    const found = await isolateCulprits(mixed, loader);
    const texts = found.kind === 'isolated' ? found.culprits.map((culprit) => culprit.text) : [];
    expect(texts.sort()).toEqual(['bad', 'bad0', 'bad30', 'bad60', 'bad90']);
    expect(state.loaded).toHaveLength(96);
  });

  it('stops at its bound, with the rest as it was', async () => {
    const all = many.map((one) => candidate(one.fileName, 'bad', one.previous));
    const { state, loader } = fakeLoader(all);
    const found = await isolateCulprits(all, loader, 10);
    expect(found.kind).toBe('isolated');
    if (found.kind === 'isolated') {
      expect(found.culprits.length + found.untried.length).toBe(100);
      expect(found.untried.length).toBeGreaterThan(0);
    }
    expect(state.loads).toBeLessThanOrEqual(12);
    expect(state.loaded).toEqual(all.map((one) => one.previous).sort());
  });

  it('blames nobody for a foreign file', async () => {
    const { state, loader } = fakeLoader(many.slice(0, 3), 'bad');
    expect(await isolateCulprits(many.slice(0, 3), loader)).toEqual({
      kind: 'not-ours',
      message: 'one or more errors',
    });
    expect([...state.files.values()]).toEqual(['new0', 'new1', 'new2']);
  });

  it.each([0, 1, 3])('blames nobody when Prometheus dies after %d loads', async (dieAfter) => {
    const { state, loader } = fakeLoader(many, 'good', dieAfter);
    expect(await isolateCulprits(many, loader)).toEqual({ kind: 'unreachable', message: 'gone' });
    expect([...state.files.values()]).toEqual(many.map((one) => one.text));
  });
});
