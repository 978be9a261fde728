import { BOARD_SERIES } from './board-series.data.ts';
import type { WrittenSeries } from './remote-write-body.ts';
import { FIXTURE_NAMESPACES, FIXTURE_NOW_MS, templateSeries } from './template-fixture.ts';

/** A tenant with what only its own data say. */
export interface BoardTenant {
  readonly namespace: (typeof FIXTURE_NAMESPACES)[number];
  /** Stands in the labels of its series where the fixture says `shop`. */
  readonly word: string;
}

export const BOARD_TENANTS = {
  acme: { namespace: 'acme-shop', word: 'shop' },
  globex: { namespace: 'globex-web', word: 'kiosk' },
} as const satisfies Readonly<Record<string, BoardTenant>>;

const STEP_MS = 15_000;
const SAMPLES = 241;
/** What does not move: bounds, sizes, versions, requests. */
const STILL =
  /limit|max|_total_bytes|Total|size|capacity|quota|requests$|spec|info|phase|ready|_up$/;

/** What boards list only while it happens. */
const HAPPENS = /restarts_total$|waiting_reason$|status_phase$/;

/**
 * The fixture of the built-in dashboards as an hour of a tenant's life that ends at `endMs`: figures go
 * up and down, counters count. What exists only where something is wrong is there too.
 */
export function boardPast(
  { namespace, word }: BoardTenant,
  endMs: number,
): readonly WrittenSeries[] {
  const known = new Map<string, WrittenSeries>();
  const [foreign = ''] = FIXTURE_NAMESPACES.filter((name) => name !== namespace);
  const normal = templateSeries('normal', BOARD_SERIES);
  const overload = templateSeries('overload', BOARD_SERIES);
  const happening = overload.filter(({ labels }) => HAPPENS.test(labels.get('__name__') ?? ''));
  for (const { labels, values } of [...happening, ...normal, ...overload]) {
    const given = Object.fromEntries(labels);
    if ((given.namespace ?? namespace) !== namespace) continue;
    const renamed = rename(given, word, [foreign, namespace]);
    const key = JSON.stringify(Object.entries(renamed).sort());
    if (known.has(key)) continue;
    known.set(key, { labels: renamed, samples: samplesOf(renamed, values, endMs) });
  }
  return [...known.values()];
}

function rename(
  labels: Readonly<Record<string, string>>,
  word: string,
  [foreign, namespace]: readonly [string, string],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [
      name,
      name === '__name__' || value === namespace
        ? value
        : value.replaceAll(foreign, namespace).replaceAll(/(?<!-)shop/g, word),
    ]),
  );
}

function samplesOf(
  labels: Readonly<Record<string, string>>,
  values: Float64Array,
  endMs: number,
): WrittenSeries['samples'] {
  const { __name__: name = '' } = labels;
  const seed = seedOf(labels);
  const last = values.at(-1) ?? 0;
  const perStep = (last - (values[0] ?? 0)) / ((values.length - 1) * 2);
  const wave = (at: number) => 1 + 0.25 * Math.sin(at / 17 + seed) + 0.1 * Math.sin(at / 5 + seed);
  let count = 100 + last;
  return Array.from({ length: SAMPLES }, (_, at): readonly [number, number] => {
    const atMs = endMs - (SAMPLES - 1 - at) * STEP_MS;
    count += perStep * wave(at);
    return [atMs, perStep > 0 ? count : gaugeAt(name, last, atMs, wave(at))];
  });
}

/** Equal for the parts of one histogram, which would not be one otherwise. */
function seedOf({ __name__: name = '', le: _, ...labels }: Readonly<Record<string, string>>) {
  const whose = name.replace(/_(?:bucket|sum|count)$/, '') + Object.values(labels).sort().join();
  return [...whose].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_009, 7);
}

function gaugeAt(name: string, value: number, atMs: number, wave: number): number {
  const sinceFixture = value - FIXTURE_NOW_MS / 1000;
  if (Math.abs(sinceFixture) < 10_000_000) return atMs / 1000 + sinceFixture;
  if (value === 0 || value === 1 || STILL.test(name)) return value;
  const moved = value * wave;
  return Number.isInteger(value) && value < 1_000 ? Math.round(moved) : moved;
}
