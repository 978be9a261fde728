import classes from './panels.module.css';

export interface TooltipRow {
  readonly name: string;
  readonly text: string;
  readonly colour: string | null;
  readonly isNearest?: boolean;
}

export interface TooltipAt {
  readonly x: number;
  readonly y: number;
  readonly head: string;
  readonly rows: readonly TooltipRow[];
  /** What can be done here. */
  readonly foot?: string | undefined;
}

/** More rows than these do not fit on a screen. */
const MOST_ROWS = 20;

/** What is under the pointer, beside it on the side where there is room. */
export function Tooltip({
  at,
  widthPx,
}: {
  readonly at: TooltipAt | null;
  readonly widthPx: number;
}) {
  if (at === null) return null;
  const isLeft = at.x > widthPx / 2;
  const left = isLeft ? undefined : at.x + 12;
  const right = isLeft ? widthPx - at.x + 12 : undefined;
  return (
    <div className={classes.tooltip} style={{ left, right, top: at.y + 12 }} role="presentation">
      <div className="dimmed">{at.head}</div>
      <table>
        <tbody>
          {at.rows.slice(0, MOST_ROWS).map(({ name, text, colour, isNearest }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are made anew with every point
            <tr key={index} data-nearest={isNearest}>
              <td>
                {colour !== null && <i className={classes.swatch} style={{ background: colour }} />}
                <span className={classes.seriesName}>{name}</span>
              </td>
              <td className="mono">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {at.rows.length > MOST_ROWS && <div className="dimmed">+{at.rows.length - MOST_ROWS}</div>}
      {at.foot !== undefined && <div className="dimmed">{at.foot}</div>}
    </div>
  );
}
