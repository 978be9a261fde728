import { FieldType, toDataFrame } from '@grafana/data';
import { dataOf, seriesFrame, wave } from './gallery-frames.ts';
import { type GalleryPanel, panelOf } from './gallery-panels.data.ts';

const HUGE = `namespace="${'x'.repeat(5_000)}"`;
const MARKUP = '<img src=x onerror="window.hurt=1">';
const HTML = `<h2 onclick="window.hurt=1">Notice</h2><script>window.hurt=1</script>
<p>Kept <b>words</b> and <a href="https://example.test/a">a link</a>,
<a href="java&#115;cript:window.hurt=1">no script</a>, <a href="data:text/html,x">no data</a>.</p>
<iframe src="https://example.test"></iframe><ul><li>one<li>two</ul>`;

/** What a tenant globex who means harm, or has bad data, would show. */
export function hostilePanels(): readonly GalleryPanel[] {
  const links = [
    { title: 'script', url: 'javascript:window.hurt=1' },
    { title: 'data', url: 'data:text/html,<script>window.hurt=1</script>' },
    { title: 'good', url: 'https://example.test/?v=${__value.raw}' },
  ];
  const table = toDataFrame({
    fields: [
      { name: MARKUP, type: FieldType.string, values: [MARKUP, HUGE, ''], config: { links } },
      {
        name: 'value',
        type: FieldType.number,
        values: [Number.NaN, Number.POSITIVE_INFINITY, null],
        config: {
          unit: 'bytes',
          color: { mode: 'fixed', fixedColor: 'url(//example.test/x)' },
          custom: { cellOptions: { type: 'color-background' } },
        },
      },
    ],
  });
  return [
    {
      heightPx: 240,
      panel: panelOf('timeseries', `${MARKUP} ${'long '.repeat(60)}`),
      data: dataOf([
        seriesFrame({ a: HUGE }, wave(60, 1, 1, 1), { links }),
        seriesFrame({ a: MARKUP }, [null, 4, null, Number.NaN, 6, 7]),
      ]),
    },
    {
      heightPx: 240,
      panel: panelOf('text', 'From HTML', { mode: 'html', content: HTML }),
      data: dataOf([]),
    },
    { heightPx: 240, panel: panelOf('table', 'Bad values'), data: dataOf([table]) },
    {
      heightPx: 160,
      panel: panelOf('stat', 'No number'),
      data: dataOf([seriesFrame({}, [Number.NaN, Number.NaN], { unit: 'bytes' })]),
    },
    {
      heightPx: 160,
      panel: panelOf('gauge', 'No value'),
      data: dataOf([seriesFrame({}, [null, null], { noValue: 'never ran' })]),
    },
    {
      heightPx: 160,
      panel: panelOf('heatmap', 'All gaps'),
      data: dataOf([seriesFrame({ le: '1' }, [null, null])]),
    },
  ];
}
