import { IconFolder } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { cutText } from '../../../../../dashboards/panels/cut-text.ts';
import { useRowKeys } from '../../../lists/use-row-keys.ts';
import { useChangeSearch, useLinkTo } from '../../../scope/use-place.ts';
import { Instant } from '../../../time/instant.tsx';
import { useUnfilledBoards } from '../recordings/use-unfilled-boards.ts';
import { BoardMenu } from './board-menu.tsx';
import classes from './list.module.css';
import { inFolders, type ListedBoard } from './listed-board.ts';

/** Of the reason why a dashboard is empty here, in characters. */
const MOST_WORDS = 120;
const COLUMNS = ['title', 'tags', 'origin', 'panels', 'updated'] as const;

/** Dashboards, folder by folder. */
export function BoardTable({ boards }: { readonly boards: readonly ListedBoard[] }) {
  const { t } = useTranslation();
  const table = useRowKeys<HTMLTableElement>();
  const unfilled = useUnfilledBoards();
  return (
    <table ref={table} className={classes.table} aria-label={t('dashboards.title')}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`boards.column.${column}`)}
            </th>
          ))}
          <th aria-label={t('boards.column.actions')} />
        </tr>
      </thead>
      {inFolders(boards).map(([folder, inside]) => (
        <tbody key={folder}>
          {folder !== '' && (
            <tr className={classes.folder}>
              <th scope="rowgroup" colSpan={COLUMNS.length + 1}>
                <IconFolder size={14} aria-hidden /> {folder}
              </th>
            </tr>
          )}
          {inside.map((board) => (
            <BoardRow key={board.uid} board={board} lacks={unfilled.get(board.uid)} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

interface BoardRowProps {
  readonly board: ListedBoard;
  /** The metrics that it asks for, where the scope has none of them. */
  readonly lacks: readonly string[] | undefined;
}

function BoardRow({ board, lacks }: BoardRowProps) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const change = useChangeSearch();
  const { uid, title, description, tags, origin, panels, own } = board;
  return (
    <tr>
      <td className={classes.what}>
        <Link
          data-row
          className={lacks === undefined ? (classes.name ?? '') : 'dimmed'}
          to={linkTo(`/dashboards/${uid}`)}
        >
          {title}
        </Link>
        <div className={`${classes.description} dimmed small`}>{description}</div>
        {lacks !== undefined && (
          <div className="dimmed small">
            {t('recordings.notFilled', { metrics: cutText(lacks.join(', '), MOST_WORDS) })}
          </div>
        )}
      </td>
      <td className={classes.tags}>
        {tags.map((tag) => (
          <button
            key={tag}
            type="button"
            className={classes.tag}
            onClick={() => change({ tag })}
            title={t('boards.list.onlyTag', { tag })}
          >
            {tag}
          </button>
        ))}
      </td>
      <td className="dimmed">{t(`boards.origin.${origin}`)}</td>
      <td className="dimmed figures" data-column={t('boards.column.panels')}>
        {panels}
      </td>
      <td className={`${classes.updated} dimmed`}>
        {own !== undefined && (
          <>
            <Instant at={own.updatedAt} />
            {own.author !== null && ` · ${own.author}`}
          </>
        )}
      </td>
      <td className={classes.menu}>
        <BoardMenu uid={uid} title={title} own={own} />
      </td>
    </tr>
  );
}
