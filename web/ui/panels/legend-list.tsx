import { useTranslation } from 'react-i18next';
import type { Legend } from '../../../dashboards/model/panel-views.ts';
import { figureWords } from './figure-words.ts';
import classes from './panels.module.css';

interface LegendProps {
  readonly legend: Legend;
  /** Where it stands: on the right only where there is room. */
  readonly placement: Legend['placement'];
  /** Series that are not drawn. */
  readonly hidden?: ReadonlySet<number>;
  readonly onToggle?: (series: number) => void;
}

/** The legend of a chart as a list, or as a table with figures. */
export function LegendList({ legend, placement, hidden = NONE, onToggle }: LegendProps) {
  const { t } = useTranslation();
  if (legend.shows === 'hidden') return null;
  const name = (row: Legend['rows'][number]) => (
    <LegendName row={row} isHidden={hidden.has(row.series)} onToggle={onToggle} />
  );
  if (legend.shows === 'list') {
    return (
      <ul className={classes.legendList} data-placement={placement}>
        {legend.rows.map((row) => (
          <li key={row.series} data-hidden={hidden.has(row.series)}>
            {name(row)}
            {row.texts.map((text, index) => (
              <span key={legend.figures[index]} className="mono dimmed">
                {figureWords(legend.figures[index] ?? '', t)} {text}
              </span>
            ))}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <table className={classes.legendTable}>
      <thead>
        <tr>
          <th scope="col">{t('panels.legend.name')}</th>
          {legend.figures.map((figure) => (
            <th key={figure} scope="col">
              {figureWords(figure, t)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {legend.rows.map((row) => (
          <tr key={row.series} data-hidden={hidden.has(row.series)}>
            <td>{name(row)}</td>
            {row.texts.map((text, index) => (
              <td key={legend.figures[index]} className="mono">
                {text}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const NONE: ReadonlySet<number> = new Set();

function LegendName({
  row,
  isHidden,
  onToggle,
}: {
  readonly row: Legend['rows'][number];
  readonly isHidden: boolean;
  readonly onToggle: LegendProps['onToggle'];
}) {
  const inside = (
    <>
      <i className={classes.swatch} style={{ background: row.colour }} />
      <span className={classes.seriesName}>{row.name}</span>
    </>
  );
  if (onToggle === undefined) {
    return (
      <span className={classes.legendName} title={row.name}>
        {inside}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={classes.legendName}
      title={row.name}
      aria-pressed={!isHidden}
      onClick={() => onToggle(row.series)}
    >
      {inside}
    </button>
  );
}
