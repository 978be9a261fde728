import type { StatTile, StatView } from '../../../../dashboards/model/panel-views.ts';
import { fittingSizePx, tileGrid } from '../../../../dashboards/panels/tile-grid.ts';
import type { Drawing } from '../drawing.ts';
import classes from '../panels.module.css';
import { ValueText } from '../value-text.tsx';
import { Spark } from './spark.tsx';

/** Single values in tiles, large enough to be read from afar. */
export function StatPanel({ view, widthPx, heightPx }: Drawing & { readonly view: StatView }) {
  const grid = tileGrid(view.tiles.length, widthPx, heightPx, view.orientation);
  return (
    <div
      className={classes.tiles}
      style={{ gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`, height: heightPx }}
    >
      {view.tiles.map((tile, index) => (
        <Tile
          // biome-ignore lint/suspicious/noArrayIndexKey: tiles have their place only
          key={index}
          tile={tile}
          view={view}
          width={grid.tileWidthPx}
          height={grid.tileHeightPx}
        />
      ))}
    </div>
  );
}

interface TileProps {
  readonly tile: StatTile;
  readonly view: StatView;
  readonly width: number;
  readonly height: number;
}

function Tile({ tile, view, width, height }: TileProps) {
  const { name, value, ground, sparkline, change, textColour } = tile;
  const isWide = name !== null && width > height * 2.4;
  const room = isWide ? width * 0.5 - 10 : width - 20;
  const valueSize =
    view.valueSizePx ??
    fittingSizePx(value?.text.length ?? 1, room, height * (name === null || isWide ? 0.55 : 0.42), {
      least: 14,
    });
  const nameSize = view.nameSizePx ?? Math.min(18, Math.max(12, height * 0.16));
  const background =
    ground === null
      ? {}
      : {
          backgroundColor: ground.from,
          backgroundImage: `linear-gradient(120deg, ${ground.to}, ${ground.from})`,
        };
  return (
    <div
      className={classes.tile}
      style={{ ...background, color: textColour }}
      data-wide={isWide}
      data-centred={view.isCentred || (name === null && sparkline === null)}
    >
      {sparkline !== null && <Spark line={sparkline} width={width} height={height * 0.45} />}
      {name !== null && (
        <div
          className={classes.tileName}
          style={{
            fontSize: nameSize,
            color: ground === null ? 'var(--mantine-color-text)' : textColour,
          }}
          title={name}
        >
          {name}
        </div>
      )}
      {value !== null && (
        <div className={classes.tileValue} style={{ fontSize: valueSize }}>
          <ValueText value={value} />
          {change !== null && <span className={classes.change}>{change.text}</span>}
        </div>
      )}
    </div>
  );
}
