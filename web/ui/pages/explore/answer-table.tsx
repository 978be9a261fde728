import { Button } from '@mantine/core';
import { IconBraces, IconChevronDown, IconChevronUp, IconFileTypeCsv } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyTextButton } from '../../lists/copy-text-button.tsx';
import { LabelChips } from '../../lists/label-chip.tsx';
import { ExactInstant } from '../../time/instant.tsx';
import { rowsAsCsv, rowsAsJson } from './copy-table.ts';
import classes from './explore.module.css';
import { type SortColumn, type Sorting, sortRows, type TableRow } from './table-rows.ts';

/** Rows that are drawn at first, and with each press of the button below. */
const PAGE = 200;

/** Samples with their labels: sorted by any column, copied whole. */
export function AnswerTable({ rows }: { readonly rows: readonly TableRow[] }) {
  const { t } = useTranslation();
  const [sorting, setSorting] = useState<Sorting>();
  const [most, setMost] = useState(PAGE);
  const sorted = useMemo(() => sortRows(rows, sorting), [rows, sorting]);
  return (
    <>
      <div className={classes.tableBar}>
        <span className="dimmed small">{t('explore.samples', { count: rows.length })}</span>
        <CopyTextButton icon={<IconFileTypeCsv size={14} />} text={() => rowsAsCsv(sorted)}>
          {t('explore.copy.csv')}
        </CopyTextButton>
        <CopyTextButton icon={<IconBraces size={14} />} text={() => rowsAsJson(sorted)}>
          {t('explore.copy.json')}
        </CopyTextButton>
      </div>
      <div className={classes.tableBox}>
        <table className={classes.table}>
          <thead>
            <tr>
              {(['series', 'value', 'at'] as const).map((column) => (
                <Head key={column} column={column} sorting={sorting} onSort={setSorting} />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, most).map((row) => (
              <Line key={row.key} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {most < rows.length && (
        <Button size="compact-xs" variant="subtle" mt={4} onClick={() => setMost(most + PAGE)}>
          {t('explore.moreRows', { shown: most, count: rows.length })}
        </Button>
      )}
    </>
  );
}

function Head({
  column,
  sorting,
  onSort,
}: {
  readonly column: SortColumn;
  readonly sorting: Sorting | undefined;
  readonly onSort: (sorting: Sorting | undefined) => void;
}) {
  const { t } = useTranslation();
  const own = sorting?.column === column ? sorting : undefined;
  const next =
    own?.isDescending === false ? undefined : { column, isDescending: own === undefined };
  const order = own === undefined ? 'none' : own.isDescending ? 'descending' : 'ascending';
  const Icon = own?.isDescending === false ? IconChevronUp : IconChevronDown;
  return (
    <th scope="col" aria-sort={order}>
      <button type="button" className={classes.sort} onClick={() => onSort(next)}>
        {t(`explore.column.${column}`)}
        {own !== undefined && <Icon size={12} aria-hidden />}
      </button>
    </th>
  );
}

function Line({ row: { metric, sample, atSeconds } }: { readonly row: TableRow }) {
  const { t } = useTranslation();
  const { __name__: name, ...labels } = metric;
  const words =
    sample.kind === 'value'
      ? sample.text
      : t('explore.histogram', { samples: sample.count, sum: sample.sum });
  return (
    <tr>
      <td>
        {name !== undefined && <span className="mono">{name} </span>}
        <LabelChips labels={labels} />
        {Object.keys(metric).length === 0 && (
          <span className="dimmed">{t('explore.noLabels')}</span>
        )}
      </td>
      <td className={`${classes.value} mono`}>{words}</td>
      <td className={classes.at}>
        <ExactInstant at={new Date(atSeconds * 1000).toISOString()} />
      </td>
    </tr>
  );
}
