import type { Sparkline } from '../../../../dashboards/model/panel-views.ts';
import { sparkPaths } from '../../../../dashboards/panels/stat/spark-paths.ts';
import classes from '../panels.module.css';

/** A line with what lies below it; at the foot of a tile. */
export function Spark({
  line,
  width,
  height,
}: {
  readonly line: Sparkline;
  readonly width: number;
  readonly height: number;
}) {
  const paths = sparkPaths(line, width, height);
  return (
    <svg className={classes.spark} width={width} height={height} aria-hidden="true">
      <path d={paths.area} fill={line.colour} fillOpacity={0.18} />
      <path d={paths.line} fill="none" stroke={line.colour} strokeWidth={1.2} />
    </svg>
  );
}

/** One as wide as there is room, whatever that is. */
export function SparkFill({ line }: { readonly line: Sparkline }) {
  const paths = sparkPaths(line, 100, 22);
  return (
    <svg viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true">
      <path d={paths.area} fill={line.colour} fillOpacity={0.18} />
      <path
        d={paths.line}
        fill="none"
        stroke={line.colour}
        strokeWidth={1.2}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
