import type {
  BarGaugeView,
  GaugeBar,
  ScaleBand,
} from '../../../../dashboards/model/panel-views.ts';
import { readable } from '../../../../dashboards/panels/colour.ts';
import type { Drawing } from '../drawing.ts';
import classes from '../panels.module.css';
import { ValueText } from '../value-text.tsx';
import { barPaint } from './bar-paint.ts';

/** Values as bars: one above the other, or beside each other where the panel is upright. */
export function BarGaugePanel({
  view,
  widthPx,
  heightPx,
  tools,
}: Drawing & { readonly view: BarGaugeView }) {
  const isUpright =
    view.orientation === 'vertical' ||
    (view.orientation === 'auto' && widthPx > heightPx * 1.2 && view.bars.length > 1);
  const gap = view.bars.length > 12 ? 3 : 8;
  const size = isUpright
    ? (widthPx - gap * (view.bars.length - 1)) / view.bars.length
    : (heightPx - gap * (view.bars.length - 1)) / view.bars.length;
  const isTight = !isUpright && size < 40;
  return (
    <div
      className={classes.bars}
      data-upright={isUpright}
      data-tight={isTight}
      style={{ gap, height: heightPx, ...(isTight ? { overflowY: 'auto' } : {}) }}
    >
      {view.bars.map((bar, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have their place only
        <Bar key={index} bar={bar} view={view} isUpright={isUpright} tools={tools} />
      ))}
    </div>
  );
}

interface BarProps extends Pick<Drawing, 'tools'> {
  readonly bar: GaugeBar;
  readonly view: BarGaugeView;
  readonly isUpright: boolean;
}

function Bar({ bar, view, isUpright, tools }: BarProps) {
  const { look } = tools;
  const colour =
    view.valueColour === 'text' ? look.text : readable(bar.value.colour, look.ground, look.text);
  const name = (
    <div className={classes.barName} title={bar.name}>
      {bar.name}
    </div>
  );
  const value = view.valueColour !== 'hidden' && (
    <div className={classes.barValue} style={{ color: colour }}>
      <ValueText value={bar.value} />
    </div>
  );
  return (
    <div className={classes.bar}>
      {isUpright ? value : name}
      <div className={classes.barRow}>
        <Track
          fraction={bar.fraction}
          bands={bar.bands}
          colour={bar.value.colour}
          look={view.look}
          isUpright={isUpright}
          ground={view.showsUnfilled ? look.sunken : 'transparent'}
        />
        {!isUpright && value}
      </div>
      {isUpright && name}
    </div>
  );
}

export interface TrackProps {
  readonly fraction: number | null;
  readonly bands: readonly ScaleBand[];
  readonly colour: string;
  readonly look: BarGaugeView['look'];
  readonly isUpright: boolean;
  readonly ground: string;
}

/** The bar itself on its ground. */
export function Track({ fraction, bands, colour, look, isUpright, ground }: TrackProps) {
  const part = `${((fraction ?? 0) * 100).toFixed(2)}%`;
  const size = isUpright ? { height: part, width: '100%' } : { width: part, height: '100%' };
  return (
    <div
      className={classes.track}
      data-look={look}
      data-upright={isUpright}
      style={{ background: ground }}
    >
      <div style={{ ...size, ...barPaint(look, bands, colour, fraction ?? 0, isUpright) }} />
    </div>
  );
}
