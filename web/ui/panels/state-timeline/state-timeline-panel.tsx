import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StateTimelineView } from '../../../../dashboards/model/state-timeline-view.ts';
import { zoneOf } from '../../../../dashboards/panels/time-ticks.ts';
import { instantText, zoneName } from '../../time/instant-text.ts';
import { Canvas, type CanvasPlace } from '../canvas.tsx';
import type { Drawing } from '../drawing.ts';
import { type LinkedPlace, LinkMenu } from '../link-menu.tsx';
import classes from '../panels.module.css';
import { drawTimeMarks } from '../time-marks.ts';
import { Tooltip, type TooltipAt } from '../tooltip.tsx';
import { drawLanes, type Room } from './draw-lanes.ts';

const LEGEND_PX = 24;
const LEAST_LANE_PX = 16;

/** States over time, a lane for each. Lanes that do not fit scroll. */
export function StateTimelinePanel({
  view,
  widthPx,
  heightPx,
  tools,
  label,
}: Drawing & { readonly view: StateTimelineView }) {
  const { t } = useTranslation();
  const [at, setAt] = useState<TooltipAt | null>(null);
  const [linked, setLinked] = useState<LinkedPlace | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  /** Where a place of the canvas is, as far as that is scrolled. */
  const seen = <T extends CanvasPlace>(of: T | null): T | null =>
    of === null ? null : { ...of, y: of.y - (scroller.current?.scrollTop ?? 0) };
  const hasLegend = view.legend.length > 0 && heightPx > 100;
  const longest = Math.max(0, ...view.lanes.map(({ name }) => name.length));
  const left = Math.min(longest * 6.4 + 14, widthPx * 0.3);
  const viewportPx = heightPx - (hasLegend ? LEGEND_PX : 0);
  const height = Math.max(viewportPx, view.lanes.length * LEAST_LANE_PX + 26);
  const room = { left, top: 4, width: widthPx - left - 10, height: height - 28 };
  const { fromMs, toMs, timeZone } = view;
  return (
    <div style={{ position: 'relative' }}>
      <div
        ref={scroller}
        style={{
          height: viewportPx,
          overflowY: height > viewportPx ? 'auto' : 'hidden',
          overflowX: 'hidden',
        }}
      >
        <Canvas
          widthPx={widthPx}
          heightPx={height}
          label={label}
          view={view}
          isClickable={at?.foot !== undefined}
          onPoint={(place) =>
            setAt(
              seen(place === null ? null : tooltipOf(view, room, place, t('panels.links.click'))),
            )
          }
          onClick={(place) => setLinked(seen(linksAt(view, room, place)))}
          draw={(context) => {
            context.clearRect(0, 0, widthPx, height);
            drawLanes(context, view, room, tools.look);
            drawTimeMarks(
              context,
              { fromMs, toMs, timeZone, left, width: room.width, bottom: room.top + room.height },
              tools.look,
            );
          }}
        />
      </div>
      {hasLegend && <States legend={view.legend} />}
      <Tooltip at={linked === null ? at : null} widthPx={widthPx} />
      <LinkMenu at={linked} onClose={() => setLinked(null)} />
    </div>
  );
}

/** The states there are. */
function States({ legend }: Pick<StateTimelineView, 'legend'>) {
  return (
    <ul className={classes.legendList} style={{ height: LEGEND_PX, overflow: 'auto' }}>
      {legend.map(({ text, colour }) => (
        <li key={text}>
          <i className={classes.swatch} style={{ background: colour }} />
          <span className={classes.seriesName}>{text}</span>
        </li>
      ))}
    </ul>
  );
}

/** What is under the pointer; null where there is nothing. */
function stateAt(view: StateTimelineView, room: Room, place: CanvasPlace) {
  const { lanes, fromMs, toMs } = view;
  const lane = lanes[Math.floor(((place.y - room.top) / room.height) * lanes.length)];
  const atMs = fromMs + ((place.x - room.left) / room.width) * (toMs - fromMs);
  const span = lane?.spans.find((each) => each.fromMs <= atMs && atMs < each.toMs);
  return lane === undefined || span === undefined ? null : { lane, span };
}

function linksAt(view: StateTimelineView, room: Room, place: CanvasPlace): LinkedPlace | null {
  const found = stateAt(view, room, place);
  const links = found?.span.links?.() ?? [];
  if (found === null || links.length === 0) return null;
  return { ...place, head: `${found.lane.name} · ${found.span.text}`, links };
}

/** The state under the pointer in words. @param click what is said where a click opens links */
function tooltipOf(
  view: StateTimelineView,
  room: Room,
  place: CanvasPlace,
  click: string,
): TooltipAt | null {
  const found = stateAt(view, room, place);
  if (found === null) return null;
  const { lane, span } = found;
  const zone = zoneOf(view.timeZone);
  const words = (ms: number) => instantText(ms, zone === 'local' ? zoneName('browser') : zone);
  const head = `${words(span.fromMs)} – ${words(span.toMs).slice(11)}`;
  const rows = [{ name: lane.name, text: span.text, colour: span.colour }];
  return { ...place, head, rows, foot: span.links === null ? undefined : click };
}
