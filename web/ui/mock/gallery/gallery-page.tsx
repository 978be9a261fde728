import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedIncident } from '../../../../dashboards/model/panel-views.ts';
import { Page } from '../../frame/page.tsx';
import { PanelFrame } from '../../panels/panel-frame.tsx';
import { PanelView } from '../../panels/panel-view.tsx';
import { RowHead } from '../../panels/row-head.tsx';
import { dataOf, GALLERY_TIME, seriesFrame, wave } from './gallery-frames.ts';
import { acmePanels, type GalleryPanel, panelOf } from './gallery-panels.data.ts';
import { hostilePanels } from './hostile-panels.ts';
import { paintedPanels } from './painted-panels.data.ts';

/** Every kind of panel on fixed data, for looking at and for measuring; a part of the mock only. */
export function GalleryPage() {
  const kind = new URLSearchParams(window.location.search).get('show') ?? 'all';
  const [zoom, setZoom] = useState('');
  const [panels] = useState(() => SETS[kind]?.() ?? []);
  return (
    <Page title={`Panels ${zoom}`}>
      {kind === 'speed' ? <Speed /> : <Rows panels={panels} onZoom={setZoom} />}
    </Page>
  );
}

const SETS: Readonly<Record<string, () => readonly GalleryPanel[]>> = {
  all: acmePanels,
  globex: hostilePanels,
  painted: paintedPanels,
};

interface RowsProps {
  readonly panels: readonly GalleryPanel[];
  readonly onZoom: (words: string) => void;
}

function Rows({ panels, onZoom }: RowsProps) {
  const [isCollapsed, setCollapsed] = useState(false);
  const [row] = useState(() =>
    panelOf('row', 'Row of panels', {}, { panels: panels.map(({ panel }) => panel) }),
  );
  return (
    <>
      <RowHead panel={row} isCollapsed={isCollapsed} onToggle={() => setCollapsed(!isCollapsed)} />
      {!isCollapsed && <Grid panels={panels} onZoom={onZoom} />}
    </>
  );
}

function Grid({ panels, onZoom }: RowsProps) {
  const { i18n } = useTranslation();
  return (
    <div
      style={{
        display: 'grid',
        gap: 8,
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 400px), 1fr))',
      }}
    >
      {panels.map(({ panel, data, heightPx }) => (
        <PanelFrame key={panel.id} panel={panel} notices={data.notices} heightPx={heightPx}>
          {(widthPx, roomPx) => (
            <PanelView
              panel={panel}
              data={data}
              widthPx={widthPx}
              heightPx={roomPx}
              language={i18n.language === 'zh' ? 'zh' : 'en'}
              incidents={INCIDENTS}
              onZoom={(fromMs, toMs) => onZoom(`${Math.round(fromMs)} ${Math.round(toMs)}`)}
            />
          )}
        </PanelFrame>
      ))}
    </div>
  );
}

const INCIDENTS: readonly ListedIncident[] = [
  {
    id: '1',
    title: 'Disk almost full',
    severity: 'P1',
    step: 'critical',
    state: 'firing',
    sinceMs: GALLERY_TIME.fromMs,
    labels: { namespace: 'shop', pod: 'checkout-7d9f' },
  },
  {
    id: '2',
    title: 'Queue is growing',
    severity: 'P3',
    step: 'minor',
    state: 'pending',
    sinceMs: GALLERY_TIME.fromMs + 60_000,
    labels: { queue: 'mail' },
  },
  {
    id: '3',
    title: 'Certificate ends soon',
    severity: 'P4',
    step: 'warning',
    state: 'resolved',
    sinceMs: GALLERY_TIME.fromMs + 90_000,
    labels: {},
  },
];

const PANELS = 24;
const SERIES = 20;
const POINTS = 500;

/** 24 panels of 20 series of 500 points, drawn when the button is pressed. */
function Speed() {
  const [round, setRound] = useState(0);
  const [sets] = useState(() => [speedPanels(1), speedPanels(2)]);
  return (
    <>
      <button type="button" data-testid="draw" onClick={() => setRound(round + 1)}>
        {round}
      </button>
      {round > 0 && <Grid panels={sets[round % 2] ?? []} onZoom={() => undefined} />}
    </>
  );
}

function speedPanels(seed: number): readonly GalleryPanel[] {
  return Array.from({ length: PANELS }, (_, panel) => ({
    heightPx: 240,
    // Equal ids: the second set is the first one refreshed.
    panel: panelOf('timeseries', `Panel ${panel}`, {}, { id: 1_000 + panel }),
    data: dataOf(
      Array.from({ length: SERIES }, (__, series) =>
        seriesFrame({ series: String(series) }, wave(POINTS, 50 + series * 10, 20, seed + series), {
          color: { mode: 'palette-classic' },
          unit: 'short',
        }),
      ),
    ),
  }));
}
