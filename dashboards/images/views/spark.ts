import type { Sparkline } from '../../model/panel-views.ts';
import { sparkPaths } from '../../panels/stat/spark-paths.ts';
import { svgFill, svgLine } from '../svg-parts.ts';

/** A line over all of a box, with what lies below it. */
export function drawSpark(line: Sparkline, width: number, height: number): string {
  const paths = sparkPaths(line, width, height);
  return svgFill(paths.area, line.colour, 0.18) + svgLine(paths.line, line.colour, 1.2);
}
