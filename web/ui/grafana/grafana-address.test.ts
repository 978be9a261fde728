import { describe, expect, it } from 'vitest';
import { parseRange } from '../time/range.ts';
import {
  type GrafanaView,
  grafanaAddress,
  panelIn,
  variablesFor,
  variablesIn,
} from './grafana-address.ts';

const rangeOf = (text: string) => {
  const range = parseRange(text);
  if (range === undefined) throw new Error(`${text} is no range`);
  return range;
};
const view: GrafanaView = {
  path: '/grafana',
  organisation: 3,
  uid: 'shop',
  panel: null,
  range: rangeOf('6h'),
  theme: 'dark',
  variables: [],
  hidesVariables: false,
};

describe('the address of a frame', () => {
  it.each<[string, Partial<GrafanaView>, string]>([
    [
      'a dashboard',
      {},
      '/grafana/d/shop?orgId=3&from=now-6h&to=now&theme=dark&kiosk=1&_dash.hideTimePicker=true',
    ],
    [
      'one panel',
      { panel: 2, theme: 'light' },
      '/grafana/d-solo/shop?orgId=3&from=now-6h&to=now&theme=light&panelId=2',
    ],
    [
      'a dashboard whose variables our page has',
      { hidesVariables: true },
      '/grafana/d/shop?orgId=3&from=now-6h&to=now&theme=dark&kiosk=1&_dash.hideTimePicker=true&_dash.hideVariables=true',
    ],
    [
      'instants',
      { range: rangeOf('2026-11-20T09:00:00Z..2026-11-20T10:00:00Z') },
      '/grafana/d/shop?orgId=3&from=1795165200000&to=1795168800000&theme=dark&kiosk=1&_dash.hideTimePicker=true',
    ],
    [
      'variables, of which none can be anything else',
      {
        variables: [
          ['namespace', 'a&orgId=4'],
          ['namespace', 'b'],
          ['x&orgId', '4'],
        ],
      },
      '/grafana/d/shop?orgId=3&from=now-6h&to=now&theme=dark&var-namespace=a%26orgId%3D4&var-namespace=b&kiosk=1&_dash.hideTimePicker=true',
    ],
    [
      'a uid that is none',
      { uid: '../api' },
      '/grafana/d/..%2Fapi?orgId=3&from=now-6h&to=now&theme=dark&kiosk=1&_dash.hideTimePicker=true',
    ],
  ])('%s', (_, change, address) => {
    expect(grafanaAddress({ ...view, ...change })).toBe(address);
  });

  it('takes the variables of our own address', () => {
    expect(variablesIn(new URLSearchParams('scope=acme&var-a=1&var-a=2&x=3'))).toEqual([
      ['a', '1'],
      ['a', '2'],
    ]);
  });

  it('tells the frame what our bar shows, and what else the address says', () => {
    const shown = [
      { name: 'namespace', selected: ['a', 'b'] },
      { name: 'node', selected: ['$__all'] },
    ];
    const search = new URLSearchParams('var-namespace=old&var-other=x&panel=2');
    expect(variablesFor(shown, search)).toEqual([
      ['namespace', 'a'],
      ['namespace', 'b'],
      ['node', '$__all'],
      ['other', 'x'],
    ]);
  });

  it.each([
    ['panel=2', 2],
    ['', null],
    ['panel=', null],
    ['panel=2%26orgId%3D4', null],
    ['panel=-1', null],
    ['panel=panel-2', null],
  ])('takes the panel of %s', (text, panel) => {
    expect(panelIn(new URLSearchParams(text))).toBe(panel);
  });
});
