import { useMemo } from 'react';
import type { LogsView, ShownLine } from '../../../../dashboards/model/panel-views.ts';
import { zoneOf } from '../../../../dashboards/panels/time-ticks.ts';
import { levelOf } from '../../log-lines/log-level.ts';
import type { LogLine } from '../../log-lines/log-line.ts';
import { LogList } from '../../log-lines/log-list.tsx';
import { ZoneContext, type ZoneSetting } from '../../time/zone.ts';
import type { Drawing } from '../drawing.ts';
import classes from '../panels.module.css';

/** Lines of logs in the list of the Logs page: only those that show are drawn. */
export function LogsPanel({ view, heightPx, label }: Drawing & { readonly view: LogsView }) {
  const lines = useMemo(() => view.lines.map(lineOf), [view]);
  const zone = useMemo(() => zoneSetting(view.timeZone), [view.timeZone]);
  return (
    <div className={classes.logs} style={{ height: heightPx }} data-time={view.showsTime}>
      <ZoneContext value={zone}>
        <LogList lines={lines} label={label} needles={[]} labelNames={undefined} />
      </ZoneContext>
    </div>
  );
}

/** The list shows instants in the panel's zone, not the reader's. */
function zoneSetting(timeZone: string): ZoneSetting {
  const zone = zoneOf(timeZone);
  return { choice: zone === 'local' ? 'browser' : `tenant:${zone}`, choose: () => undefined };
}

function lineOf({ timestamp, text, labels, repeats }: ShownLine, index: number): LogLine {
  const all = Object.fromEntries(labels);
  return {
    key: `${timestamp} ${index}`,
    timeNs: BigInt(timestamp),
    text,
    labels: all,
    metadata: {},
    parsed: {},
    level: levelOf([all]),
    repeats,
  };
}
