import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { parseDurationMs } from '../../../../platform/model/duration.ts';
import type { QueryData, VectorSample } from '../../api/prometheus.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { LabelChips } from '../../lists/label-chip.tsx';
import { Empty, SkeletonRows } from '../../lists/list-state.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { ExactInstant } from '../../time/instant.tsx';
import { nowMs } from '../../time/now.ts';
import { intervalAt, printRange } from '../../time/range.ts';
import classes from './explore.module.css';
import { Start, Warnings } from './explore-notes.tsx';
import type { ExploreState } from './explore-state.ts';

/** The instant answer at the end of the range. */
export function TableView({ state }: { readonly state: ExploreState }) {
  const { t } = useTranslation();
  const { askPrometheus } = useServices();
  const { scope, range, parts } = usePlace();
  const { query, refresh } = state;
  const answer = useQuery({
    queryKey: [...ownerKey(parts.owner), 'instant', scope, query, printRange(range)],
    queryFn: ({ signal }) => {
      const time = String(intervalAt(range, nowMs()).endMs / 1000);
      return askPrometheus(scope, 'query', { query, time }, signal);
    },
    enabled: query !== '',
    refetchInterval: parseDurationMs(refresh ?? '') ?? false,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    retry: false,
  });
  if (query === '') return <Start />;
  if (answer.error !== null) {
    return (
      <div className={classes.fault}>
        <FaultText error={answer.error} retry={() => void answer.refetch()} />
      </div>
    );
  }
  if (answer.data === undefined) return <SkeletonRows />;
  const rows = rowsOf(answer.data.data);
  return (
    <>
      <Warnings warnings={answer.data.warnings} />
      {rows.length === 0 ? (
        <Empty title={t('explore.empty')} text={t('explore.emptyHint')} />
      ) : (
        <Rows rows={rows} />
      )}
    </>
  );
}

interface Row {
  readonly key: string;
  readonly metric: Readonly<Record<string, string>>;
  readonly sample: Pick<VectorSample, 'value' | 'histogram'>;
}

function rowsOf(data: QueryData): readonly Row[] {
  switch (data.resultType) {
    case 'vector':
      return data.result.map((sample) => ({
        key: JSON.stringify(sample.metric),
        metric: sample.metric,
        sample,
      }));
    case 'matrix':
      return data.result.flatMap(({ metric, values }) =>
        (values ?? []).map((value) => ({
          key: `${JSON.stringify(metric)} ${value[0]}`,
          metric,
          sample: { value },
        })),
      );
    case 'scalar':
    case 'string':
      return [{ key: data.resultType, metric: {}, sample: { value: data.result } }];
  }
}

const MOST_ROWS = 1_000;

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.tableBox}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('explore.column.series')}</th>
              <th scope="col">{t('explore.column.value')}</th>
              <th scope="col">{t('explore.column.at')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map((row) => (
              <TableRow key={row.key} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="dimmed small">{t('explore.series', { count: rows.length })}</p>
    </>
  );
}

function TableRow({ row }: { readonly row: Row }) {
  const { t } = useTranslation();
  const { value, histogram } = row.sample;
  const { __name__: name, ...labels } = row.metric;
  const seconds = value?.[0] ?? histogram?.[0] ?? 0;
  const words =
    histogram === undefined
      ? value?.[1]
      : t('explore.histogram', { samples: histogram[1].count, sum: histogram[1].sum });
  return (
    <tr>
      <td>
        {name !== undefined && <span className="mono">{name} </span>}
        <LabelChips labels={labels} />
        {row.key === 'scalar' && <span className="dimmed">{t('explore.scalar')}</span>}
      </td>
      <td className={`${classes.value} mono`}>{words}</td>
      <td className={classes.at}>
        <ExactInstant at={new Date(seconds * 1000).toISOString()} />
      </td>
    </tr>
  );
}
