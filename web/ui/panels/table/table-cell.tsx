import { memo } from 'react';
import type { TableCell, TableColumn } from '../../../../dashboards/model/panel-views.ts';
import { Track } from '../bargauge/bargauge-panel.tsx';
import type { Drawing } from '../drawing.ts';
import { LinkedText } from '../linked-text.tsx';
import classes from '../panels.module.css';
import { SparkFill } from '../stat/spark.tsx';

interface CellProps extends Pick<Drawing, 'tools'> {
  readonly cell: TableCell;
  readonly column: TableColumn;
}

export const Cell = memo(function Cell({ cell, column, tools }: CellProps) {
  const { text, textColour, ground, bar, links, spark } = cell;
  const style = {
    textAlign: column.align,
    ...(ground === null ? {} : { background: ground }),
    ...(textColour === null ? {} : { color: textColour }),
    ...(column.wraps ? { whiteSpace: 'normal' as const } : {}),
  };
  return (
    <td style={style} title={text}>
      {spark !== undefined && (
        <div className={classes.cellTrend}>
          <SparkFill line={spark} />
          <LinkedText links={links}>
            <span>{text}</span>
          </LinkedText>
        </div>
      )}
      {spark !== undefined ? null : bar === null ? (
        <LinkedText links={links}>{text}</LinkedText>
      ) : (
        <div className={classes.cellBar}>
          <Track
            fraction={bar.fraction}
            bands={bar.bands}
            colour={bar.colour}
            look={bar.look}
            isUpright={false}
            ground={tools.look.sunken}
          />
          <LinkedText links={links}>
            <span>{text}</span>
          </LinkedText>
        </div>
      )}
    </td>
  );
});
