import { useTranslation } from 'react-i18next';
import type { TableColumn, TableView } from '../../../../dashboards/model/panel-views.ts';

const HEAD_PX = 30;

interface TableHeadProps {
  readonly columns: readonly TableColumn[];
  readonly sortedBy: TableView['sortedBy'];
  readonly onSort: (column: number) => void;
}

/** The names of columns; a click sorts by one. */
export function TableHead({ columns, sortedBy, onSort }: TableHeadProps) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr style={{ height: HEAD_PX }}>
        {columns.map(({ name, align }, column) => (
          <th
            // biome-ignore lint/suspicious/noArrayIndexKey: names may be equal
            key={column}
            scope="col"
            style={{ textAlign: align }}
            aria-sort={ariaSort(sortedBy, column)}
          >
            <button
              type="button"
              title={t('panels.table.sort', { name })}
              onClick={() => onSort(column)}
            >
              <span>{name}</span>
              {sortedBy?.column === column && (
                <i aria-hidden="true">{sortedBy.isDescending ? '↓' : '↑'}</i>
              )}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function ariaSort(sortedBy: TableView['sortedBy'], column: number) {
  if (sortedBy?.column !== column) return 'none';
  return sortedBy.isDescending ? 'descending' : 'ascending';
}

/** The figures under the columns. */
export function TableFoot({ columns }: { readonly columns: readonly TableColumn[] }) {
  return (
    <tfoot>
      <tr>
        {columns.map(({ footer, align }, column) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns have their place only
          <td key={column} style={{ textAlign: align }}>
            {footer}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}
