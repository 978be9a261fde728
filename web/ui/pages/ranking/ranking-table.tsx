import { Pagination } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type FormatValue, valueFormat } from '../../../../dashboards/panels/value-format.ts';
import type { MetricCell, NamedMetricsResult } from '../../../contract/named-metrics.ts';
import { frameTools } from '../../graph/frame-tools.ts';
import { useChangeSearch } from '../../scope/use-place.ts';
import classes from './ranking.module.css';
import { barShare, type RankingState } from './ranking-columns.ts';

type Column = NamedMetricsResult['metrics'][number];

/** A row per thing, a column per metric; a click on a column ranks by it, another turns it round. */
export function RankingTable({
  table,
  state,
}: {
  readonly table: NamedMetricsResult;
  readonly state: RankingState;
}) {
  const { t } = useTranslation();
  const change = useChangeSearch();
  const { rows, metrics, totalRows, page, pageSize } = table;
  const columns = metrics.map((column) => columnOf(column));
  const first = (page - 1) * pageSize;
  return (
    <>
      <div className={classes.scroll}>
        <table className={classes.table} aria-label={t('ranking.title')}>
          <thead>
            <tr>
              <th>{t('ranking.place')}</th>
              <th>{t(`ranking.levels.${state.level}`)}</th>
              {metrics.map((column) => (
                <Head key={column.id} column={column} state={state} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ labels }, row) => (
              <Row
                key={JSON.stringify(labels)}
                row={row}
                place={first + row + 1}
                name={Object.values(labels).join(' / ')}
                columns={columns}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Faults metrics={metrics} />
      {totalRows > pageSize && (
        <Pagination
          mt="md"
          size="sm"
          total={Math.ceil(totalRows / pageSize)}
          value={page}
          onChange={(next) => change({ page: next === 1 ? undefined : String(next) }, 'push')}
        />
      )}
    </>
  );
}

function Row({
  row,
  place,
  name,
  columns,
}: {
  readonly row: number;
  readonly place: number;
  readonly name: string;
  readonly columns: readonly Shown[];
}) {
  return (
    <tr>
      <td className={`${classes.place} dimmed`}>{place}</td>
      <td className={classes.name}>{name}</td>
      {columns.map(({ id, values, format, isIdle }) => (
        <td key={id} className={classes.cell}>
          <span
            className={classes.bar}
            style={{ width: `${100 * barShare(values[row] ?? null, values)}%` }}
            aria-hidden
          />
          <span className={`${classes.value} ${isIdle[row] === true ? 'dimmed' : ''} figures`}>
            {format(values[row] ?? null)}
          </span>
        </td>
      ))}
    </tr>
  );
}

function Head({ column, state }: { readonly column: Column; readonly state: RankingState }) {
  const change = useChangeSearch();
  const { i18n } = useTranslation();
  const isRanking = column.id === state.by;
  const next = isRanking && state.order === 'desc' ? 'asc' : undefined;
  const { title } = column;
  const words = title === null ? column.id : i18n.language === 'zh' ? title.zh : title.en;
  return (
    <th aria-sort={isRanking ? (state.order === 'desc' ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        className={classes.sort}
        title={column.promql ?? column.id}
        onClick={() => change({ by: column.id, order: next, page: undefined })}
      >
        {words}
        {isRanking &&
          (state.order === 'desc' ? <IconArrowDown size={12} /> : <IconArrowUp size={12} />)}
      </button>
    </th>
  );
}

/** Metrics that failed alone; the others are there. */
function Faults({ metrics }: { readonly metrics: readonly Column[] }) {
  return metrics.flatMap(({ id, error }) =>
    error === null
      ? []
      : [
          <p key={id} className={classes.fault} role="status">
            {id}: {error.message}
          </p>,
        ],
  );
}

interface Shown {
  readonly id: string;
  readonly values: readonly (number | null)[];
  readonly isIdle: readonly boolean[];
  readonly format: FormatValue;
}

function columnOf({ id, unit, cells }: Column): Shown {
  return {
    id,
    values: cells.map(numberOf),
    isIdle: cells.map((cell) => cell?.idle === true),
    format: valueFormat(frameTools, unit?.grafana ?? 'short'),
  };
}

/** Some numbers have no JSON and come as words. */
function numberOf(cell: MetricCell): number | null {
  if (cell === null || !('value' in cell)) return null;
  switch (cell.value) {
    case 'NaN':
      return Number.NaN;
    case '+Inf':
      return Number.POSITIVE_INFINITY;
    case '-Inf':
      return Number.NEGATIVE_INFINITY;
    default:
      return cell.value;
  }
}
