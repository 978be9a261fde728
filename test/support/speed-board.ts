import type { WrittenSeries } from './remote-write-body.ts';

/** What a large dashboard asks: `PANELS` panels of `SERIES` series each. */
export const SPEED_PANELS = 24;
export const SPEED_SERIES = 20;
export const SPEED_UID = 'speed-of-24';
const EVERY_MS = 15_000;

/** Counters of some hours that end at `endMs`, each in a rhythm of its own. */
export function speedSeries(endMs: number, hours: number): readonly WrittenSeries[] {
  const samples = (hours * 3_600_000) / EVERY_MS;
  return Array.from({ length: SPEED_PANELS * SPEED_SERIES }, (_, number) => {
    const panel = Math.floor(number / SPEED_SERIES);
    let count = 0;
    return {
      labels: {
        __name__: `speed_${panel}_requests_total`,
        pod: `web-7d9f-${String(number % SPEED_SERIES).padStart(2, '0')}`,
      },
      samples: Array.from({ length: samples + 1 }, (__, at): readonly [number, number] => {
        count += 150 * (1.2 + Math.sin(at / (40 + (number % 13)) + number));
        return [endMs - (samples - at) * EVERY_MS, count];
      }),
    };
  });
}

/** A dashboard of Grafana's JSON, four panels beside each other, over three hours. */
export function speedBoard(): string {
  const panels = Array.from({ length: SPEED_PANELS }, (_, panel) => ({
    id: panel + 1,
    type: 'timeseries',
    title: `Panel ${panel + 1}`,
    gridPos: { x: (panel % 4) * 6, y: Math.floor(panel / 4) * 4, w: 6, h: 4 },
    datasource: { type: 'prometheus', uid: '$datasource' },
    targets: [
      {
        refId: 'A',
        expr: `sum by (pod) (rate(speed_${panel}_requests_total[$__rate_interval]))`,
        legendFormat: '{{pod}}',
      },
    ],
    fieldConfig: { defaults: { unit: 'reqps', custom: { fillOpacity: 0 } }, overrides: [] },
    options: { legend: { showLegend: true, displayMode: 'list', placement: 'bottom' } },
  }));
  return JSON.stringify({
    uid: SPEED_UID,
    title: 'Speed',
    schemaVersion: 39,
    refresh: '',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: [] },
    panels,
  });
}
