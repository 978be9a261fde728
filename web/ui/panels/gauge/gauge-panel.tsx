import type { GaugeDial, GaugeView } from '../../../../dashboards/model/panel-views.ts';
import { arcPath } from '../../../../dashboards/panels/arc-path.ts';
import { readable } from '../../../../dashboards/panels/colour.ts';
import { fittingSizePx, tileGrid } from '../../../../dashboards/panels/tile-grid.ts';
import type { Drawing } from '../drawing.ts';
import classes from '../panels.module.css';
import { ValueText } from '../value-text.tsx';

/** Values on arcs that are open below. */
export function GaugePanel({
  view,
  widthPx,
  heightPx,
  tools,
}: Drawing & { readonly view: GaugeView }) {
  const grid = tileGrid(view.dials.length, widthPx, heightPx, view.orientation, 1.2);
  const showsNames = view.dials.length > 1;
  return (
    <div
      className={classes.tiles}
      style={{ gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`, height: heightPx }}
    >
      {view.dials.map((dial, index) => (
        <Dial
          // biome-ignore lint/suspicious/noArrayIndexKey: dials have their place only
          key={index}
          dial={dial}
          view={view}
          width={grid.tileWidthPx}
          height={grid.tileHeightPx - (showsNames ? 20 : 0)}
          name={showsNames ? dial.name : null}
          tools={tools}
        />
      ))}
    </div>
  );
}

interface DialProps extends Pick<Drawing, 'tools'> {
  readonly dial: GaugeDial;
  readonly view: GaugeView;
  readonly width: number;
  readonly height: number;
  readonly name: string | null;
}

/** The arc is open by a quarter of the circle. */
const START = 0.625;
const SWEEP = 0.75;

function Dial({ dial, view, width, height, name, tools }: DialProps) {
  const { look } = tools;
  const radius = Math.max(12, Math.min(width / 2 - 4, height / 1.76) - (view.showsLabels ? 14 : 2));
  const x = width / 2;
  const y = radius + (view.showsLabels ? 16 : 4);
  const thick = radius * 0.26;
  const band = Math.max(2, radius * 0.06);
  const inner = view.showsBands ? radius - band - 2 : radius;
  const arc = (from: number, to: number, outer: number, breadth: number) =>
    arcPath({
      x,
      y,
      outer,
      inner: outer - breadth,
      from: START + SWEEP * from,
      to: START + SWEEP * to,
    });
  const colour = readable(dial.value.colour, look.ground, look.text);
  const size = fittingSizePx(dial.value.text.length, (inner - thick) * 1.7, inner * 0.6, {
    least: 11,
    most: 60,
  });
  return (
    <figure className={classes.dial}>
      <svg width={width} height={height} aria-hidden="true">
        <path d={arc(0, 1, inner, thick)} fill={look.sunken} />
        {dial.fraction !== null && dial.fraction > 0 && (
          <path d={arc(0, dial.fraction, inner, thick)} fill={dial.value.colour} />
        )}
        {view.showsBands &&
          dial.bands.map((each) => (
            <path key={each.from} d={arc(each.from, each.to, radius, band)} fill={each.colour} />
          ))}
        {dial.labels.map(({ at, text }) => (
          <DialLabel
            key={at}
            at={at}
            text={text}
            x={x}
            y={y}
            radius={radius + 9}
            colour={look.dimmed}
          />
        ))}
      </svg>
      <div
        className={classes.dialValue}
        style={{ top: y - size * 0.7, fontSize: size, color: colour }}
      >
        <ValueText value={dial.value} />
      </div>
      {name !== null && (
        <figcaption className={classes.dialName} title={name}>
          {name}
        </figcaption>
      )}
    </figure>
  );
}

interface DialLabelProps {
  readonly at: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: string;
}

function DialLabel({ at, text, x, y, radius, colour }: DialLabelProps) {
  const turn = (START + SWEEP * at - 0.25) * 2 * Math.PI;
  const across = Math.cos(turn);
  const anchor = across < -0.3 ? 'end' : across > 0.3 ? 'start' : 'middle';
  return (
    <text
      x={x + radius * across}
      y={y + radius * Math.sin(turn)}
      textAnchor={anchor}
      fontSize={10}
      fill={colour}
    >
      {text}
    </text>
  );
}
